using BatteryCrm.Data.Appeals;
using BatteryCrm.Web.Parts;
using Npgsql;

namespace BatteryCrm.Web.Screens.Reports;

/// <summary>What the keys of groups are called.</summary>
internal sealed class ReportNames
{
    private readonly Dictionary<(Names Level, string Key), string> names = [];

    /// <summary>Names of those that occur, a statement a level.</summary>
    public static async Task<ReportNames> ReadAsync(NpgsqlTransaction transaction, IReadOnlyList<Names> levels, IEnumerable<GroupKey> groups, CancellationToken cancellation)
    {
        var all = new ReportNames();
        var keys = groups.ToList();
        for (var i = 0; i < levels.Count; i++)
        {
            if (TableOf(levels[i]) is not { } table) continue;
            var ids = keys.Where(k => k.Depth > i).Select(k => k.Values[i]).OfType<string>().Distinct(StringComparer.Ordinal).Select(Guid.Parse).ToArray();
            if (ids.Length == 0) continue;
            await using var command = new NpgsqlCommand($"select id::text, {(table == "operators" ? "coalesce(name, username, '')" : "name")} from {table} where id = any (@ids)", transaction.Connection, transaction);
            command.Parameters.Add(new NpgsqlParameter<Guid[]>("ids", ids));
            await using var reader = await command.ExecuteReaderAsync(cancellation);
            while (await reader.ReadAsync(cancellation)) all.names[(levels[i], reader.GetString(0))] = reader.GetString(1);
        }

        return all;
    }

    public string Of(Names level, string? key)
    {
        if (key is null) return ReportText.Without(level);
        if (level == Names.Stage) return StageText.Of(Stages.All[int.Parse(key, System.Globalization.CultureInfo.InvariantCulture)]);
        return level is Names.Campaign or Names.Term ? key : names.GetValueOrDefault((level, key), key);
    }

    // Campaigns and terms are their own names, stages have theirs in the program.
    private static string? TableOf(Names level) => level switch
    {
        Names.SalesChannel => "sales_channels",
        Names.Source => "lead_sources",
        Names.Channel => "channels",
        Names.Operator => "operators",
        Names.Brand => "brands",
        Names.Model => "models",
        Names.IssueType => "issue_types",
        Names.Issue => "issues",
        Names.RepairType => "repair_types",
        _ => null,
    };
}
