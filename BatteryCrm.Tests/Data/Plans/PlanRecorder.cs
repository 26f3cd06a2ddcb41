using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace BatteryCrm.Tests.Data.Plans;

/// <summary>
/// Asks for the plan of every reading statement just before it runs: the same text and values, on the same connection, so with the same role, tenant and policies.
/// </summary>
internal sealed class PlanRecorder : DbCommandInterceptor
{
    private readonly ConcurrentQueue<string> plans = new();

    /// <summary>Plans as PostgreSQL prints them, in order of the statements.</summary>
    public IReadOnlyList<string> Plans => [.. plans];

    public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        await using var explain = (NpgsqlCommand)((NpgsqlCommand)command).Clone();
        explain.CommandText = "explain (costs off) " + command.CommandText;
        await using var reader = await explain.ExecuteReaderAsync(cancellationToken);
        var lines = new List<string>();
        while (await reader.ReadAsync(cancellationToken)) lines.Add(reader.GetString(0));
        plans.Enqueue(string.Join('\n', lines));
        return result;
    }
}
