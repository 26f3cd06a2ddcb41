using Npgsql;
using NpgsqlTypes;

namespace BatteryCrm.Web.Screens.Reports;

/// <summary>Something that a filter offers.</summary>
/// <param name="Value">As it stands in the address.</param>
public sealed record ReportChoice(string Value, string Name);

/// <summary>What can be chosen, by the filter's name in the address.</summary>
public sealed class ReportChoices
{
    /// <summary>In the order in which they are shown.</summary>
    public static readonly IReadOnlyList<string> Facets = ["channel", "sales", "source", "campaign", "deal", "operator", "location"];

    private const string Sql = """
        select 'channel', id::text, name from channels
        union all select 'sales', id::text, name from sales_channels
        union all select 'source', id::text, name from lead_sources
        union all select distinct 'campaign', min(trim(utm_campaign)), min(trim(utm_campaign)) from lead_sources where trim(utm_campaign) <> '' group by lower(trim(utm_campaign))
        union all select 'deal', id::text, name from deal_types
        union all select 'operator', id::text, coalesce(name, username, '') from operators where @only is null or id = @only
        union all select 'location', id::text, name from locations
        """;

    private readonly Dictionary<string, List<ReportChoice>> all = new(StringComparer.Ordinal);

    public static ReportChoices None { get; } = new();

    public IReadOnlyList<ReportChoice> Of(string facet) => all.TryGetValue(facet, out var choices) ? choices : [];

    /// <param name="only">The one person that may be asked for; null = anybody.</param>
    internal static async Task<ReportChoices> ReadAsync(NpgsqlTransaction transaction, Guid? only, CancellationToken cancellation)
    {
        var choices = new ReportChoices();
        await using var command = new NpgsqlCommand(Sql, transaction.Connection, transaction);
        command.Parameters.Add(new NpgsqlParameter("only", NpgsqlDbType.Uuid) { Value = (object?)only ?? DBNull.Value });
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
        {
            if (!choices.all.TryGetValue(reader.GetString(0), out var of)) choices.all[reader.GetString(0)] = of = [];
            of.Add(new ReportChoice(reader.GetString(1), reader.GetString(2)));
        }

        foreach (var of in choices.all.Values) of.Sort((a, b) => StringComparer.CurrentCulture.Compare(a.Name, b.Name));
        return choices;
    }
}
