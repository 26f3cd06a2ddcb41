using System.Globalization;
using BatteryCrm.Data.Tenants;

namespace BatteryCrm.Web.Screens.Platform;

/// <summary>A tenant as it was typed: what is wrong with it stands beside each field, and nothing of it is lost.</summary>
public sealed class TenantForm
{
    public const int LongestName = 200;

    /// <summary>Names of the fields for whole numbers, in the order of the form, with where they go.</summary>
    public static readonly IReadOnlyList<(string Field, Func<Tenant, int> Get, Action<Tenant, int> Set)> Limits =
    [
        ("max_concurrent_users", t => t.MaxConcurrentUsers, (t, v) => t.MaxConcurrentUsers = v),
        ("max_events_per_second", t => t.MaxEventsPerSecond, (t, v) => t.MaxEventsPerSecond = v),
        ("max_bytes_per_second", t => t.MaxBytesPerSecond, (t, v) => t.MaxBytesPerSecond = v),
        ("max_channels_per_client", t => t.MaxChannelsPerClient, (t, v) => t.MaxChannelsPerClient = v),
        ("max_joins_per_second", t => t.MaxJoinsPerSecond, (t, v) => t.MaxJoinsPerSecond = v),
    ];

    private readonly Dictionary<string, string> typed;

    private TenantForm(Dictionary<string, string> typed) => this.typed = typed;

    /// <summary>A sentence by the field that it is of.</summary>
    public Dictionary<string, string> Problems { get; } = new(StringComparer.Ordinal);

    /// <summary>When the row was written that the form was made of; whoever saved since then is not overwritten.</summary>
    public string Version => this["version"];

    public bool IsNew => Version.Length == 0;

    public string this[string field] => typed.GetValueOrDefault(field, string.Empty);

    public static TenantForm Of(Tenant tenant)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["name"] = tenant.Name, ["domain"] = tenant.Domain ?? string.Empty, ["version"] = tenant.UpdatedAt.UtcTicks.ToString(CultureInfo.InvariantCulture),
            ["is_active"] = tenant.IsActive ? "on" : string.Empty, ["suspend"] = tenant.Suspend ? "on" : string.Empty, ["private_only"] = tenant.PrivateOnly ? "on" : string.Empty,
        };
        foreach (var (field, get, _) in Limits) fields[field] = get(tenant).ToString(CultureInfo.InvariantCulture);
        return new TenantForm(fields);
    }

    public static TenantForm New()
    {
        var form = Of(new Tenant { Name = string.Empty });
        form.typed["version"] = string.Empty;
        return form;
    }

    public static TenantForm Read(IFormCollection? form) => new((form ?? FormCollection.Empty).ToDictionary(f => f.Key, f => f.Value.ToString(), StringComparer.Ordinal));

    /// <summary>Puts what was typed into the tenant, as far as it is right.</summary>
    /// <returns>False when something is wrong: <see cref="Problems"/>.</returns>
    public bool Fill(Tenant tenant)
    {
        var (name, domain) = (this["name"].Trim(), this["domain"].Trim());
        if (name.Length is 0 or > LongestName) Problems["name"] = TenantTexts.NameWrong;
        if (domain.Length > 0 && Uri.CheckHostName(domain) is not (UriHostNameType.Dns or UriHostNameType.IPv4)) Problems["domain"] = TenantTexts.DomainWrong;
        foreach (var (field, _, set) in Limits)
        {
            if (int.TryParse(this[field].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0) set(tenant, limit);
            else Problems[field] = TenantTexts.LimitWrong;
        }

        (tenant.Name, tenant.Domain) = (name, domain.Length == 0 ? null : domain);
        (tenant.IsActive, tenant.Suspend, tenant.PrivateOnly) = (this["is_active"].Length > 0, this["suspend"].Length > 0, this["private_only"].Length > 0);
        return Problems.Count == 0;
    }
}
