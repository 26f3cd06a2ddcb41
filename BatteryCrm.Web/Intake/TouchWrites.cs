using BatteryCrm.Data;
using BatteryCrm.Data.Messages;
using Npgsql;

namespace BatteryCrm.Web.Intake;

/// <summary>Messages that say where their client came from, one statement a batch that has any. Only messages that are new are in the plan, so a repeat touches nothing twice.</summary>
internal static class TouchWrites
{
    // In UTF-16 units.
    private const int LongestAddress = 300;

    public static void Add(NpgsqlBatch batch, List<NewMessage> messages)
    {
        var touches = messages.FindAll(m => !m.Work.Marks.IsEmpty);
        if (touches.Count == 0) return;
        IntakeWrites.Add(batch, """
            insert into lead_touches (id, tenant_id, appeal_id, message_id, channel_id, utm_source, utm_medium, utm_campaign, utm_term, utm_content, code, ad_id, item_id,
                referrer, landing, marks_key, lead_source_id, is_first, created_at)
            select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[],
                $14::text[], $15::text[], $16::text[], $17::uuid[], $18::bool[], $19::timestamptz[])
            """,
            touches.ConvertAll(_ => Ids.New()).ToArray(), touches.ConvertAll(t => t.Work.Event.TenantId).ToArray(), touches.ConvertAll(t => t.Work.Person!.AppealId!.Value).ToArray(),
            touches.ConvertAll(t => t.Id).ToArray(), touches.ConvertAll(t => t.Work.Event.ChannelId).ToArray(),
            touches.ConvertAll(t => t.Work.Marks.UtmSource).ToArray(), touches.ConvertAll(t => t.Work.Marks.UtmMedium).ToArray(), touches.ConvertAll(t => t.Work.Marks.UtmCampaign).ToArray(),
            touches.ConvertAll(t => t.Work.Marks.UtmTerm).ToArray(), touches.ConvertAll(t => t.Work.Marks.UtmContent).ToArray(),
            touches.ConvertAll(t => t.Work.Marks.Code).ToArray(), touches.ConvertAll(t => t.Work.Marks.AdId).ToArray(), touches.ConvertAll(t => t.Work.Marks.ItemId).ToArray(),
            touches.ConvertAll(t => PageOf(t.Message.Referral.Referrer)).ToArray(), touches.ConvertAll(t => PageOf(t.Message.Referral.Landing)).ToArray(),
            touches.ConvertAll(t => t.Work.Marks.Key!).ToArray(), touches.ConvertAll(t => t.Work.MarkedSourceId).ToArray(),
            touches.ConvertAll(t => t.Work.Person is { AppealIsNew: true } person && person.FirstWork == t.Work).ToArray(), touches.ConvertAll(t => t.Work.Event.ReceivedAt).ToArray());
    }

    // What stands behind "?" and "#" may name a person, and the marks are kept by themselves.
    private static string? PageOf(string? address) => address?.Split('?', '#')[0].Trim() is { Length: > 0 } page ? StorableText.Cut(StorableText.Of(page), LongestAddress) : null;
}
