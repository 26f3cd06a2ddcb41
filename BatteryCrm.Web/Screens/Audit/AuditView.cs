using System.Globalization;

namespace BatteryCrm.Web.Screens.Audit;

/// <summary>What of the log is shown; lives in the address.</summary>
/// <param name="Kind">A key of <see cref="Kinds"/>; null = all.</param>
/// <param name="OperatorId">Whose deeds; null = anybody's, rules and commands as well.</param>
/// <param name="From">First day on the tenant's clock.</param>
/// <param name="Until">Last day, with it.</param>
public sealed record AuditView(string? Kind = null, Guid? OperatorId = null, DateOnly? From = null, DateOnly? Until = null)
{
    /// <summary>Tables of each kind; <see cref="People"/> and <see cref="SignIns"/> are deeds and have none.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Kinds = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["catalogues"] = ["device_types", "brands", "models", "repair_types", "issue_types", "issues", "services", "service_prices", "masters", "sales_channels", "lead_sources", "locations", "saved_replies"],
        ["settings"] = ["tenant_configs"],
        ["card"] = ["appeal_meta_visibility"],
        ["rights"] = ["operators"],
        ["channels"] = ["channels"],
        [People] = [],
        [SignIns] = [],
    };

    public const string People = "people";
    public const string SignIns = "sign-ins";

    public bool IsReversed => From > Until;

    /// <param name="query">With or without "?"; what is not understood is passed over.</param>
    public static AuditView Of(string query)
    {
        var said = System.Web.HttpUtility.ParseQueryString(query);
        return new AuditView(
            said["kind"] is { } kind && Kinds.ContainsKey(kind) ? kind : null,
            Guid.TryParse(said["by"], out var by) ? by : null, Day(said["from"]), Day(said["until"]));
    }

    /// <summary>Without "?"; empty = all.</summary>
    public string Query => string.Join('&', new[]
    {
        Kind is null ? null : $"kind={Kind}", OperatorId is null ? null : $"by={OperatorId}", From is { } from ? $"from={from:yyyy-MM-dd}" : null, Until is { } until ? $"until={until:yyyy-MM-dd}" : null,
    }.OfType<string>());

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
