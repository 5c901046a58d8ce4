namespace AdaptiveOutbound.Data.Operations.Embedded;

/// <summary>Roles, logins and the database of the embedded cluster.</summary>
internal static class EmbeddedBootstrap
{
    /// <summary>Makes what is missing. Most starts find all of it and ask once.</summary>
    public static async Task RunAsync(EmbeddedCluster cluster, string database, CancellationToken cancellationToken)
    {
        var made = RoleSql.Groups.Select(group => (group, cluster.Paths.Password(group + "_login"))).ToList();
        DatabaseLogin[] logins = [.. made.Select(m => new DatabaseLogin(m.group, m.Item2.Password))];
        var superuser = cluster.SuperuserConnection();
        if (made.All(m => !m.Item2.IsNew) && await DatabaseRoles.AreCompleteAsync(superuser, database, logins, cancellationToken)) return;

        await DatabaseRoles.CreateAsync(superuser, database, logins, cancellationToken);
    }

    /// <summary>The connection strings of the three logins to one database of the cluster.</summary>
    public static DatabaseConnections Connections(EmbeddedCluster cluster, string database)
    {
        return new DatabaseConnections(Text("app"), Text("system"), Text("owner")) { Administrator = cluster.SuperuserConnection() };

        string Text(string role)
        {
            var login = $"outbound_{role}_login";
            var text = EmbeddedConnection.Text(cluster.Port, login, cluster.Paths.Password(login).Password, database);
            return DatabaseConnections.Complete(text, "Outbound", "outbound-" + role);
        }
    }
}
