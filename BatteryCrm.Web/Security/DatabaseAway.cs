using System.Data.Common;
using System.Net.Sockets;
using Npgsql;

namespace BatteryCrm.Web.Security;

/// <summary>Tells a database that cannot be asked now from one that was asked and refused: only the first mends itself.</summary>
internal static class DatabaseAway
{
    // Shutting down, starting, crashed; out of resources; no such database, or one that takes no connections: while it is moved or restored.
    private static readonly string[] States = ["57", "08", "53", PostgresErrorCodes.InvalidCatalogName, PostgresErrorCodes.ObjectNotInPrerequisiteState];

    /// <summary>
    /// Whether the database cannot be asked now. A host name that does not resolve comes as a bare <see cref="SocketException"/>; a broken stream as a bare
    /// <see cref="IOException"/> (its subclasses are files and requests).
    /// </summary>
    public static bool Is(Exception? e) => e switch
    {
        null => false,
        PostgresException p => p.IsTransient || States.Any(s => p.SqlState.StartsWith(s, StringComparison.Ordinal)),
        // Somebody else's server is away, whatever stands beneath.
        HttpRequestException or OperationCanceledException { InnerException: TimeoutException } => false,
        NpgsqlException or SocketException or TimeoutException => true,
        IOException when e.GetType() == typeof(IOException) => true,
        _ => Is(e.InnerException),
    };

    /// <summary>Whether the database is away or refused (no such role or table yet): for those who wait until it can be worked with.</summary>
    public static bool IsOrRefuses(Exception? e) => Is(e) || IsAnswer(e);

    /// <summary>Whether the database is away, or has hung until a bound of time that was not the asker's ran out.</summary>
    /// <param name="asker">Of whoever waits for the answer.</param>
    public static bool IsOrHangs(Exception? e, CancellationToken asker) => !asker.IsCancellationRequested && (Is(e) || e is OperationCanceledException);

    private static bool IsAnswer(Exception? e) => e is not null && (e is DbException || IsAnswer(e.InnerException));
}
