-- What a function returns can be changed by making it anew only. Older processes go on: they read the columns that they know.
DROP FUNCTION outbound.token_by_hash(bytea);
-- Found before a workspace is known: returns ids, the role and the name of a token that is valid now, and notes its use once a minute.
CREATE FUNCTION outbound.token_by_hash(p_hash bytea) RETURNS TABLE (token_id uuid, workspace_id uuid, role text, name text)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = outbound, pg_temp AS $$
#variable_conflict use_column
BEGIN
    UPDATE outbound.api_tokens SET last_used_at = date_trunc('minute', now())
     WHERE hash = p_hash AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now())
       AND (last_used_at IS NULL OR last_used_at < date_trunc('minute', now()));
    RETURN QUERY SELECT id, workspace_id, role, name FROM outbound.api_tokens
     WHERE hash = p_hash AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > now());
END $$;
REVOKE EXECUTE ON FUNCTION outbound.token_by_hash(bytea) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION outbound.token_by_hash(bytea) TO outbound_app;
