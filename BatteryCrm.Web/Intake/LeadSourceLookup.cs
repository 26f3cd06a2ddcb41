using BatteryCrm.Data.Channels;
using Npgsql;

namespace BatteryCrm.Web.Intake;

/// <summary>Where new appeals came from, and what the marks of other messages say: the rules are <see cref="LeadSourceMatching"/>'s. Batches without marks and without clients who came before ask nothing.</summary>
internal static class LeadSourceLookup
{
    public static void Match(NpgsqlConnection connection, IntakePlan plan, IReadOnlyDictionary<Guid, TenantIntake> settings)
    {
        // First touch: only the message that opens the appeal decides its source.
        var firsts = plan.Live.Where(w => w.Person is { AppealId: null } && w.Stored is null).DistinctBy(w => w.Person).ToList();
        foreach (var work in firsts) (work.Person!.SalesChannelId, work.Person.Mode) = (work.Event.Channel.SalesChannelId, settings[work.Event.TenantId].Mode);

        var repeaters = firsts.Where(w => !w.Person!.IsNew && settings[w.Event.TenantId].RepeatLeadSourceId is not null).ToList();
        var returned = repeaters.Count == 0 ? [] : CompletedBefore(connection, [.. repeaters.Select(w => w.Person!.ClientId)]);
        var marked = plan.Live.Where(w => w.Stored is null && !w.Marks.IsEmpty).ToList();
        if (returned.Count == 0 && marked.Count == 0) return;

        var sources = Sources(connection, [.. firsts.Concat(marked).Select(w => w.Event.TenantId).Distinct()]);
        foreach (var work in marked) work.MarkedSourceId = LeadSourceMatching.Find(OfTenant(work), work.Marks)?.Id;
        foreach (var work in firsts)
        {
            var (person, of) = (work.Person!, settings[work.Event.TenantId]);
            var found = LeadSourceMatching.Resolve(OfTenant(work), work.Marks, returned.Contains(person.ClientId), of.RepeatLeadSourceId, work.Event.Channel.SalesChannelId);
            (person.LeadSourceId, person.SalesChannelId) = (found.LeadSourceId, found.SalesChannelId);
        }

        IReadOnlyList<LeadSourceRule> OfTenant(IntakeWork work) => sources.GetValueOrDefault(work.Event.TenantId, []);
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

    private static Dictionary<Guid, List<LeadSourceRule>> Sources(NpgsqlConnection connection, Guid[] tenants)
    {
        using var command = new NpgsqlCommand("""
            select id, tenant_id, sales_channel_id, utm_source, utm_medium, utm_campaign, utm_term, utm_content, code
            from lead_sources where tenant_id = any($1) and is_active order by created_at, id
            """, connection);
        command.Parameters.AddWithValue(tenants);
        var rows = new Dictionary<Guid, List<LeadSourceRule>>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
            if (!rows.TryGetValue(reader.GetGuid(1), out var ofTenant)) rows[reader.GetGuid(1)] = ofTenant = [];
            ofTenant.Add(new LeadSourceRule(reader.GetGuid(0), reader.GetGuid(2), new LeadMarks(Text(3), Text(4), Text(5), Text(6), Text(7), Text(8))));
        }

        return rows;
    }
}
