using Npgsql;

namespace BatteryCrm.Web.Intake;

/// <summary>Where a new appeal came from: UTM marks, then the code of a start parameter, then the ad id, then "came before", then the channel's own sales channel.</summary>
internal static class LeadSourceLookup
{
    public static void Match(NpgsqlConnection connection, IntakePlan plan, IReadOnlyDictionary<Guid, TenantIntake> settings)
    {
        // First touch: only the message that opens the appeal can say where it came from.
        var firsts = plan.Live.Where(w => w.Person is { AppealId: null } && w.Stored is null).DistinctBy(w => w.Person).ToList();
        foreach (var work in firsts) (work.Person!.SalesChannelId, work.Person.Mode) = (work.Event.Channel.SalesChannelId, settings[work.Event.TenantId].Mode);

        var repeaters = firsts.Where(w => !w.Person!.IsNew && settings[w.Event.TenantId].RepeatLeadSourceId is not null).ToList();
        var returned = repeaters.Count == 0 ? [] : CompletedBefore(connection, [.. repeaters.Select(w => w.Person!.ClientId)]);
        if (returned.Count == 0 && firsts.TrueForAll(w => w.Message!.Referral.IsEmpty)) return;

        var sources = Sources(connection, [.. firsts.Select(w => w.Event.TenantId).Distinct()]);
        foreach (var work in firsts)
        {
            var ofTenant = sources.Where(s => s.TenantId == work.Event.TenantId).ToList();
            var match = LeadSourceMatch.Find(ofTenant, work.Message!.Referral)
                ?? (returned.Contains(work.Person!.ClientId) ? ofTenant.Find(s => s.Id == settings[work.Event.TenantId].RepeatLeadSourceId) : null);
            if (match is not null) (work.Person!.LeadSourceId, work.Person.SalesChannelId) = (match.Id, match.SalesChannelId);
        }
    }

    private static HashSet<Guid> CompletedBefore(NpgsqlConnection connection, Guid[] clients)
    {
        using var command = new NpgsqlCommand("select distinct client_id from appeals where client_id = any($1) and stage = 'Завершено'", connection);
        command.Parameters.AddWithValue(clients);
        var found = new HashSet<Guid>();
        using var reader = command.ExecuteReader();
        while (reader.Read()) found.Add(reader.GetGuid(0));
        return found;
    }

    private static List<LeadSourceRow> Sources(NpgsqlConnection connection, Guid[] tenants)
    {
        using var command = new NpgsqlCommand("""
            select id, tenant_id, sales_channel_id, utm_source, utm_medium, utm_campaign, utm_term, utm_content, code
            from lead_sources where tenant_id = any($1) and is_active order by created_at, id
            """, connection);
        command.Parameters.AddWithValue(tenants);
        var rows = new List<LeadSourceRow>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
            rows.Add(new LeadSourceRow(reader.GetGuid(0), reader.GetGuid(1), reader.GetGuid(2), [Text(3), Text(4), Text(5), Text(6), Text(7)], Text(8)));
        }

        return rows;
    }
}

/// <param name="Utm">source, medium, campaign, term, content: as the table lists them; how ties are decided says <see cref="LeadSourceMatch"/>.</param>
internal sealed record LeadSourceRow(Guid Id, Guid TenantId, Guid SalesChannelId, string?[] Utm, string? Code);

/// <summary>Matches marks with the active lead sources, which come oldest first.</summary>
internal static class LeadSourceMatch
{
    // Positions in LeadSourceRow.Utm by weight in a tie: source, medium, campaign, content, term.
    private static readonly int[] ByWeight = [0, 1, 2, 4, 3];

    /// <summary>The source that fits, or null. Among several the one whose weightier marks are filled, then the older.</summary>
    public static LeadSourceRow? Find(IReadOnlyList<LeadSourceRow> sources, InboundReferral referral)
    {
        string?[] given = [referral.UtmSource, referral.UtmMedium, referral.UtmCampaign, referral.UtmTerm, referral.UtmContent];
        var byUtm = referral.HasUtm ? sources.Where(s => Fits(s.Utm, given)).MaxBy(s => Weight(s.Utm)) : null;
        return byUtm ?? sources.FirstOrDefault(s => Same(s.Code, referral.Code)) ?? sources.FirstOrDefault(s => Same(s.Code, referral.AdId));
    }

    /// <summary>Every filled mark equals the given one (trimmed, any case); an empty mark means any; a row without marks fits nothing.</summary>
    private static bool Fits(string?[] utm, string?[] given)
    {
        var filled = 0;
        for (var i = 0; i < utm.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(utm[i])) continue;
            if (!Same(utm[i], given[i])) return false;
            filled++;
        }

        return filled > 0;
    }

    private static int Weight(string?[] utm) => ByWeight.Aggregate(0, (weight, position) => weight * 2 + (string.IsNullOrWhiteSpace(utm[position]) ? 0 : 1));

    private static bool Same(string? a, string? b) =>
        !string.IsNullOrWhiteSpace(a) && !string.IsNullOrWhiteSpace(b) && string.Equals(a.Trim(), b.Trim(), StringComparison.OrdinalIgnoreCase);
}
