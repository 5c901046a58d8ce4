-- The limit: in no sliding window do more calls leave than it says. Permits are counted in sub-windows, the oldest counted
-- whole. A permit is used within 0.5 s or lost, and the call may travel 0.25 s, so that a window is 0.75 s longer than its name.

-- Room in one window at p_now, and when p_enough permits will be free.
CREATE FUNCTION outbound.window_room(p_buckets bigint[], p_counts int[], p_limit int, p_width double precision, p_span double precision,
                                     p_enough int, p_now timestamptz, OUT room int, OUT next_at timestamptz)
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    now_s double precision := extract(epoch FROM p_now);
    used int := 0;
    freed int := 0;
BEGIN
    next_at := p_now;
    IF p_limit IS NULL THEN
        room := 2147483647;
        RETURN;
    END IF;
    FOR i IN 1..cardinality(p_buckets) LOOP
        IF (p_buckets[i] + 1) * p_width + p_span > now_s THEN
            used := used + p_counts[i];
        END IF;
    END LOOP;
    room := greatest(0, p_limit - used);
    IF room >= least(p_enough, p_limit) THEN
        RETURN;
    END IF;
    FOR i IN 1..cardinality(p_buckets) LOOP
        IF (p_buckets[i] + 1) * p_width + p_span > now_s THEN
            freed := freed + p_counts[i];
            IF p_limit - used + freed >= least(p_enough, p_limit) THEN
                next_at := to_timestamp((p_buckets[i] + 1) * p_width + p_span);
                RETURN;
            END IF;
        END IF;
    END LOOP;
    next_at := p_now + make_interval(secs => p_span);
END $$;

-- Adds p_count permits to the sub-window of p_now and forgets what no window sees any more, nor an answer that was 30 s under way.
CREATE FUNCTION outbound.window_add(p_buckets bigint[], p_counts int[], p_count int, p_width double precision, p_span double precision,
                                    p_now timestamptz, OUT buckets bigint[], OUT counts int[])
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    now_s double precision := extract(epoch FROM p_now);
    b bigint := floor(now_s / p_width)::bigint;
    n int := cardinality(p_buckets);
    first int := 1;
BEGIN
    WHILE first <= n AND (p_buckets[first] + 1) * p_width + p_span + 30 <= now_s LOOP
        first := first + 1;
    END LOOP;
    buckets := p_buckets[first:n];
    counts := p_counts[first:n];
    n := cardinality(buckets);
    -- A clock that went back adds to the newest sub-window: later is safe, earlier is not.
    IF n > 0 AND buckets[n] >= b THEN
        counts[n] := counts[n] + p_count;
    ELSIF p_count > 0 THEN
        buckets := buckets || b;
        counts := counts || p_count;
    END IF;
END $$;

-- Takes p_count permits out of the sub-window of p_at, where they were counted.
CREATE FUNCTION outbound.window_less(p_buckets bigint[], p_counts int[], p_count int, p_width double precision, p_at timestamptz) RETURNS int[]
LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    i int := array_position(p_buckets, floor(extract(epoch FROM p_at)::double precision / p_width)::bigint);
BEGIN
    -- Not there when the clock went back: then they are lost, which is safe.
    IF i IS NOT NULL AND p_counts[i] >= p_count THEN
        p_counts[i] := p_counts[i] - p_count;
    END IF;
    RETURN p_counts;
END $$;

-- Calls that a window had counted at p_at.
CREATE FUNCTION outbound.window_used(p_buckets bigint[], p_counts int[], p_width double precision, p_span double precision, p_at timestamptz) RETURNS int
LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(sum(c), 0)::int FROM unnest(p_buckets, p_counts) x(b, c) WHERE (b + 1) * p_width + p_span > extract(epoch FROM p_at)::double precision
$$;

-- Hands out up to p_wanted permits. The clock is read after the row lock. p_now is for tests.
-- next_at: when the rest, or a sixth of a minute's limit if that is less, will be free; nothing is worth asking before.
CREATE FUNCTION outbound.lease_permits(p_fingerprint text, p_endpoint text, p_wanted int, p_now timestamptz DEFAULT NULL,
                                       OUT granted int, OUT next_at timestamptz, OUT minute_limit int, OUT blocked boolean, OUT learnt boolean, OUT leased_at timestamptz)
LANGUAGE plpgsql AS $$
DECLARE
    r outbound.rate_limits;
    m record;
    h record;
    d record;
    enough int;
    newest bigint;
BEGIN
    SELECT * INTO r FROM outbound.rate_limits WHERE fingerprint = p_fingerprint AND endpoint = p_endpoint FOR UPDATE;
    IF NOT FOUND THEN
        INSERT INTO outbound.rate_limits (fingerprint, endpoint, minute_limit, leased, minute_buckets, minute_counts, hour_buckets, hour_counts, day_buckets, day_counts)
        VALUES (p_fingerprint, p_endpoint, 45, 0, '{}', '{}', '{}', '{}', '{}', '{}') ON CONFLICT DO NOTHING;
        SELECT * INTO r FROM outbound.rate_limits WHERE fingerprint = p_fingerprint AND endpoint = p_endpoint FOR UPDATE;
    END IF;
    leased_at := coalesce(p_now, clock_timestamp());
    next_at := leased_at;
    minute_limit := r.minute_limit;
    learnt := r.learnt_at IS NOT NULL;
    blocked := coalesce(r.blocked_until > leased_at, false);
    granted := 0;
    IF blocked THEN
        next_at := r.blocked_until;
        RETURN;
    END IF;
    -- Until an answer's headers told the limit, one call a sub-window: it may be far lower than the default.
    IF NOT learnt THEN
        p_wanted := least(p_wanted, 1);
        newest := r.minute_buckets[cardinality(r.minute_buckets)];
        IF newest >= floor(extract(epoch FROM leased_at)::double precision / 0.25) THEN
            next_at := least(to_timestamp((newest + 1) * 0.25::double precision), leased_at + interval '0.25 s');
            RETURN;
        END IF;
    END IF;
    m := outbound.window_room(r.minute_buckets, r.minute_counts, r.minute_limit, 0.25, 60.75, 0, leased_at);
    h := outbound.window_room(r.hour_buckets, r.hour_counts, r.hour_limit, 15, 3600.75, 0, leased_at);
    d := outbound.window_room(r.day_buckets, r.day_counts, r.day_limit, 300, 86400.75, 0, leased_at);
    granted := greatest(0, least(p_wanted, m.room, h.room, d.room));
    IF granted > 0 THEN
        SELECT x.buckets, x.counts INTO r.minute_buckets, r.minute_counts FROM outbound.window_add(r.minute_buckets, r.minute_counts, granted, 0.25, 60.75, leased_at) x;
        -- Before the limit is known it may turn out to be one of the hour or the day.
        IF r.hour_limit IS NOT NULL OR NOT learnt THEN
            SELECT x.buckets, x.counts INTO r.hour_buckets, r.hour_counts FROM outbound.window_add(r.hour_buckets, r.hour_counts, granted, 15, 3600.75, leased_at) x;
        END IF;
        IF r.day_limit IS NOT NULL OR NOT learnt THEN
            SELECT x.buckets, x.counts INTO r.day_buckets, r.day_counts FROM outbound.window_add(r.day_buckets, r.day_counts, granted, 300, 86400.75, leased_at) x;
        END IF;
        UPDATE outbound.rate_limits SET leased = leased + granted, minute_buckets = r.minute_buckets, minute_counts = r.minute_counts,
               hour_buckets = r.hour_buckets, hour_counts = r.hour_counts, day_buckets = r.day_buckets, day_counts = r.day_counts
         WHERE fingerprint = p_fingerprint AND endpoint = p_endpoint;
    END IF;
    IF granted < p_wanted THEN
        enough := least(p_wanted - granted, greatest(1, coalesce(r.minute_limit, p_wanted) / 6));
        m := outbound.window_room(r.minute_buckets, r.minute_counts, r.minute_limit, 0.25, 60.75, enough, leased_at);
        h := outbound.window_room(r.hour_buckets, r.hour_counts, r.hour_limit, 15, 3600.75, 1, leased_at);
        d := outbound.window_room(r.day_buckets, r.day_counts, r.day_limit, 300, 86400.75, 1, leased_at);
        next_at := greatest(m.next_at, h.next_at, d.next_at);
    END IF;
END $$;

-- Gives back permits of a lease that no call has used. p_leased_at: when they were leased, as lease_permits said.
CREATE FUNCTION outbound.return_permits(p_fingerprint text, p_endpoint text, p_count int, p_leased_at timestamptz) RETURNS void
LANGUAGE sql AS $$
    UPDATE outbound.rate_limits
       SET leased = leased - p_count, minute_counts = outbound.window_less(minute_buckets, minute_counts, p_count, 0.25, p_leased_at),
           hour_counts = outbound.window_less(hour_buckets, hour_counts, p_count, 15, p_leased_at),
           day_counts = outbound.window_less(day_buckets, day_counts, p_count, 300, p_leased_at)
     WHERE fingerprint = p_fingerprint AND endpoint = p_endpoint
$$;

-- Takes over what the provider's headers say. A limit of NULL is an unlimited window. Use that we did not cause is added.
-- p_ago: seconds since the call left, for its headers speak of that time and not of now.
CREATE FUNCTION outbound.observe_limits(p_fingerprint text, p_endpoint text, p_minute int, p_minute_used int, p_hour int, p_hour_used int,
                                        p_day int, p_day_used int, p_ago double precision DEFAULT 0, p_now timestamptz DEFAULT NULL) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    r outbound.rate_limits;
    t timestamptz;
    sent timestamptz;
    more int;
BEGIN
    SELECT * INTO r FROM outbound.rate_limits WHERE fingerprint = p_fingerprint AND endpoint = p_endpoint FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    t := coalesce(p_now, clock_timestamp());
    sent := t - make_interval(secs => least(p_ago, 30));
    more := coalesce(p_minute_used, 0) - outbound.window_used(r.minute_buckets, r.minute_counts, 0.25, 60.75, sent);
    IF more > 0 THEN
        SELECT x.buckets, x.counts INTO r.minute_buckets, r.minute_counts FROM outbound.window_add(r.minute_buckets, r.minute_counts, more, 0.25, 60.75, t) x;
    END IF;
    -- A window that was unlimited so far has counted nothing: what it used is in the header.
    more := coalesce(p_hour_used, 0) - outbound.window_used(r.hour_buckets, r.hour_counts, 15, 3600.75, sent);
    IF p_hour IS NOT NULL AND more > 0 THEN
        SELECT x.buckets, x.counts INTO r.hour_buckets, r.hour_counts FROM outbound.window_add(r.hour_buckets, r.hour_counts, more, 15, 3600.75, t) x;
    END IF;
    more := coalesce(p_day_used, 0) - outbound.window_used(r.day_buckets, r.day_counts, 300, 86400.75, sent);
    IF p_day IS NOT NULL AND more > 0 THEN
        SELECT x.buckets, x.counts INTO r.day_buckets, r.day_counts FROM outbound.window_add(r.day_buckets, r.day_counts, more, 300, 86400.75, t) x;
    END IF;
    UPDATE outbound.rate_limits SET minute_limit = p_minute, hour_limit = p_hour, day_limit = p_day, learnt_at = t,
           minute_buckets = r.minute_buckets, minute_counts = r.minute_counts, hour_buckets = r.hour_buckets, hour_counts = r.hour_counts,
           day_buckets = r.day_buckets, day_counts = r.day_counts
     WHERE fingerprint = p_fingerprint AND endpoint = p_endpoint;
END $$;
