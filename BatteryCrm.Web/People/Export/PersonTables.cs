namespace BatteryCrm.Web.People.Export;

/// <summary>A table of the export.</summary>
/// <param name="Where">SQL: which rows <c>t</c> are his; <c>{0}</c> is the tenant, <c>{1}</c> all clients that are he.</param>
internal sealed record PersonTable(string Name, string Where);

/// <summary>
/// Where rows about a person lie. What hangs on a client and is not named here is given out as well (<see cref="Catalogue"/>); a test compares what hangs on his appeals and messages.
/// </summary>
internal static class PersonTables
{
    private const string Appeals = "(select a.id from appeals a where a.tenant_id = {0} and a.client_id = any ({1}))";
    private const string Messages = "(select m.id from messages_history m where m.tenant_id = {0} and m.appeal_id in " + Appeals + ")";

    public static readonly IReadOnlyList<PersonTable> All =
    [
        new("clients", "t.id = any ({1})"),
        new("client_identities", "t.client_id = any ({1})"),
        new("client_consents", "t.client_id = any ({1})"),
        new("client_import_rows", "t.client_id = any ({1})"),
        new("client_merges", "t.master_client_id = any ({1}) or t.merged_client_id = any ({1})"),
        new("merge_journal", "t.merge_id in (select j.merge_id from merge_journal j where j.tenant_id = {0} and j.kind = 'merge' and j.master_client_id = any ({1}) and j.merged_client_id = any ({1}))"),
        new("appeals", "t.client_id = any ({1})"),
        new("appeal_activity", "t.appeal_id in " + Appeals),
        new("appointments", "t.appeal_id in " + Appeals),
        new("messages_history", "t.appeal_id in " + Appeals),
        new("message_edits", "t.message_id in " + Messages),
        new("message_changes", "t.appeal_id in " + Appeals),
        new("message_attachments", "t.message_id in " + Messages),
        new("lead_touches", "t.appeal_id in " + Appeals),
        new("outbound_messages", "t.appeal_id in " + Appeals),
        new("operator_actions", "t.context_appeal_id in " + Appeals),
        new("operator_appeal_status", "t.appeal_id in " + Appeals),
    ];

    /// <summary>What hangs on him and is not given out, with the reason.</summary>
    public static readonly IReadOnlyDictionary<string, string> Left = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["client_erasures"] = "who was erased is not exported",
        ["operator_drafts"] = "an operator's words that he has not said",
        ["draft_files"] = "an operator's files that he has not sent",
        ["notifications"] = "what an operator was told of, and whether he has seen it",
        ["bulk_job_items"] = "an operator's work on many appeals; what came of it is in the log",
        ["duplicate_candidates"] = "a guess of the program that he may be somebody else, whose data would be given out with it",
        ["duplicate_dismissals"] = "an operator's answer to such a guess",
        ["client_waits"] = "how long he waited, counted from his messages and ours, which are given out",
        ["stage_moves"] = "when his appeals went from stage to stage, counted from their log, which is given out",
        ["client_links"] = "says who else is a client",
    };

    /// <summary>SQL: tables with a reference to clients, and its column.</summary>
    public const string Catalogue = """
        select c.conrelid::regclass::text as name, a.attname::text as "column" from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[2]
        where c.contype = 'f' and c.confrelid = 'clients'::regclass order by 1, 2
        """;
}
