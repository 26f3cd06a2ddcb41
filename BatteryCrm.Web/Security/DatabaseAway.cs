using Npgsql;

namespace BatteryCrm.Web.Security;

/// <summary>Tells a database that cannot be asked now from one that was asked and refused: only the first mends itself.</summary>
internal static class DatabaseAway
{
    // Shutting down, starting, crashed; no such database, or one that takes no connections: while it is moved or restored.
    private static readonly string[] States = ["57", "08", PostgresErrorCodes.InvalidCatalogName, PostgresErrorCodes.ObjectNotInPrerequisiteState];

    public static bool Is(Exception? e) => e switch
    {
        null => false,
        PostgresException p => p.IsTransient || States.Any(s => p.SqlState.StartsWith(s, StringComparison.Ordinal)),
        NpgsqlException => true,
        _ => Is(e.InnerException),
    };
}
