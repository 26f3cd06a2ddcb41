namespace BatteryCrm.Web;

/// <summary>Every address that people follow; pages name each other only through these.</summary>
public static class Links
{
    public const string Inbox = "/";
    public const string Profile = "/profile";
    public const string SignIn = "/sign-in";
    public const string SignOut = "/sign-out";

    /// <summary>Where an operator sets a password by a link that an admin gave him; works once.</summary>
    public const string NewPassword = "/new-password";

    /// <summary>That link. The token stands in the query, which no log and no trace keeps.</summary>
    public static string NewPasswordBy(string token) => $"{NewPassword}?token={token}";

    public const string Preferences = "/preferences";

    /// <summary>A tab of the queue; the first one is left out.</summary>
    public static string InboxTab(string? tab) => Queue(tab is null ? string.Empty : $"tab={tab}");

    /// <summary>The queue as it is narrowed and sorted.</summary>
    /// <param name="query">Without "?"; empty = the first tab as it is.</param>
    public static string Queue(string query) => query.Length == 0 ? Inbox : $"{Inbox}?{query}";

    /// <summary>An appeal beside the queue from which it was opened.</summary>
    /// <param name="query">As of <see cref="Queue"/>.</param>
    public static string Appeal(Guid appealId, string query = "") => query.Length == 0 ? $"/appeals/{appealId}" : $"/appeals/{appealId}?{query}";

    /// <summary>The appeal to which an absolute address leads; null elsewhere.</summary>
    public static Guid? AppealIn(string uri) => new Uri(uri).AbsolutePath.Split('/') is ["", "appeals", var id] && Guid.TryParse(id, out var appeal) ? appeal : null;

    /// <summary>An appeal at one of its messages; conversation.js goes there.</summary>
    /// <param name="query">As of <see cref="Queue"/>.</param>
    public static string Message(Guid appealId, Guid messageId, string query = "") => $"{Appeal(appealId, query)}#message-{messageId}";

    /// <summary>A new letter; null unless this looks like one address: what stands in a mailto: link may add recipients and words of its own.</summary>
    public static string? Mail(string? address)
    {
        if (address?.Split('@') is not [{ Length: > 0 } name, { Length: > 0 } host] || address.Length > 254) return null;
        var isOne = name.All(c => char.IsLetterOrDigit(c) || ".!#$%&'*+-/=?^_`{|}~".Contains(c, StringComparison.Ordinal)) && host.All(c => char.IsLetterOrDigit(c) || c is '.' or '-');
        return isOne ? $"mailto:{Uri.EscapeDataString(name)}@{Uri.EscapeDataString(host)}" : null;
    }

    /// <summary>The catalogues of the tenant; below it each by its name.</summary>
    public const string Catalog = "/catalog";

    /// <summary>One catalogue.</summary>
    /// <param name="slug">Its name in addresses: "brands".</param>
    public static string Catalogue(string slug) => $"{Catalog}/{slug}";

    /// <summary>A catalogue as a CSV.</summary>
    public static string CatalogueFile(string slug) => $"{Catalog}/{slug}/file";

    /// <summary>Rows of a catalogue out of a file.</summary>
    public static string ImportCatalogue(string slug) => $"{Catalog}/{slug}/import";

    /// <summary>The lines of a file that are not taken, each with why, as long as its preview is open.</summary>
    public static string RefusedLines(string slug, Guid previewId) => $"{Catalog}/{slug}/import/{previewId}/refused";
    /// <summary>Where a browser is led whose address is none.</summary>
    public const string NotFound = "/not-found";

    /// <summary>One row of a catalogue, open beside the others.</summary>
    public static string CatalogueRow(string slug, Guid id) => $"{Catalogue(slug)}?row={id}";
    /// <summary>Marks that clients came with and that no lead source has.</summary>
    public const string LeadMarks = "/lead-sources/marks";
    /// <summary>Ready links of lead sources, with their QR pictures.</summary>
    public const string LeadLinks = "/lead-sources/links";
    /// <summary>Those of one source.</summary>
    public static string LeadLinksOf(Guid sourceId) => $"{LeadLinks}?source={sourceId}";
    /// <summary>Where a link is drawn as a QR picture.</summary>
    public const string LeadQr = "/lead-sources/qr";
    /// <summary>A link as a QR picture.</summary>
    /// <param name="type">"svg" or "png".</param>
    public static string LeadQrOf(string link, string type) => $"{LeadQr}?link={Uri.EscapeDataString(link)}&type={type}";
    /// <summary>The price table as it is narrowed.</summary>
    /// <param name="query">Without "?"; empty = all.</param>
    public static string Prices(string query = "") => query.Length == 0 ? $"{Catalogue("services")}/prices" : $"{Catalogue("services")}/prices?{query}";

    /// <summary>How the tenant works: hours, queue, answers.</summary>
    public const string Settings = "/settings";

    public const string Operators = "/settings/operators";
    public const string Channels = "/settings/channels";

    /// <summary>One more way for clients to write.</summary>
    public const string ConnectChannel = $"{Channels}/new";

    /// <summary>One channel: its state, its address, its secrets anew.</summary>
    public static string Channel(Guid id) => $"{Channels}/{id}";

    /// <summary>Which parameters of an appeal are shown for which kind of deal.</summary>
    public const string Visibility = "/settings/fields";

    /// <summary>Who changed what, with before and after.</summary>
    public const string Audit = "/settings/log";

    /// <summary>Where the log is served as a CSV.</summary>
    public const string AuditFile = "/settings/log/file";

    /// <summary>The log as a CSV.</summary>
    /// <param name="query">The log's filter, without "?"; empty = all.</param>
    public static string AuditExport(string query) => query.Length == 0 ? AuditFile : $"{AuditFile}?{query}";

    /// <summary>What managers count; below it each report by its name.</summary>
    public const string Reports = "/reports";

    /// <summary>One report as it is narrowed.</summary>
    /// <param name="query">Without "?"; empty = as it is first opened.</param>
    public static string Report(string key, string query = "") => query.Length == 0 ? $"{Reports}/{key}" : $"{Reports}/{key}?{query}";

    /// <summary>The appeals behind one figure of a report.</summary>
    /// <param name="query">The report's, the figure and its row.</param>
    public static string ReportAppeals(string key, string query) => $"{Reports}/{key}/appeals?{query}";

    /// <summary>Where a report is served as a CSV.</summary>
    public const string ReportFile = "/reports/{key}/file";

    /// <summary>A report as a CSV.</summary>
    /// <param name="query">As of <see cref="Report"/>.</param>
    public static string ReportExport(string key, string query) => query.Length == 0 ? $"{Reports}/{key}/file" : $"{Reports}/{key}/file?{query}";

    /// <summary>What advertising cost, by source and day.</summary>
    public const string ReportCosts = "/reports/costs/days";

    /// <summary>All tenants, for the platform's people.</summary>
    public const string Platform = "/platform";

    public const string PlatformNewTenant = "/platform/tenants/new";

    /// <summary>One tenant's limits and state.</summary>
    public static string PlatformTenant(Guid id) => $"/platform/tenants/{id}";

    /// <summary>The parameters of the card, the same for all tenants.</summary>
    public const string PlatformFields = "/platform/fields";

    public const string Clients = "/clients";

    /// <summary>The list of clients as it is narrowed and sorted.</summary>
    /// <param name="query">Without "?"; empty = all.</param>
    public static string ClientList(string query) => query.Length == 0 ? Clients : $"{Clients}?{query}";

    /// <summary>The card of a client; who was merged is shown as his master.</summary>
    public static string Client(Guid clientId) => $"{Clients}/{clientId}";

    /// <summary>A form for somebody who called.</summary>
    /// <param name="clientId">Who he is; null = nobody knows yet.</param>
    public static string NewClient(Guid? clientId = null) => clientId is { } id ? $"{Clients}/new?client={id}" : $"{Clients}/new";

    /// <summary>Pairs of clients who may be one person.</summary>
    public const string Duplicates = "/duplicates";

    /// <summary>Of them those with strong evidence.</summary>
    public const string StrongDuplicates = "/duplicates?strength=strong";

    /// <summary>Two clients side by side, who may be one person. Who was merged stands for his master.</summary>
    public static string Merge(Guid one, Guid other) => $"/merge/{one}/{other}";

    /// <summary>A merge that was made: what it moved, and the way back.</summary>
    public static string Merged(Guid mergeId) => $"/merges/{mergeId}";

    /// <summary>Merges that were made, the newest first; narrowed to an operator and a time.</summary>
    public const string Merges = "/merges";

    /// <summary>Clients out of a file, and the imports before.</summary>
    public const string ImportClients = "/clients/import";

    /// <summary>One import.</summary>
    public static string ClientImport(Guid importId) => $"{ImportClients}/{importId}";

    /// <summary>Where the file is posted to.</summary>
    public const string ImportFile = "/clients/import/file";

    /// <summary>Makes a person unknown on request.</summary>
    public static string EraseClient(Guid clientId) => $"/clients/{clientId}/erase";

    /// <summary>Everything about one person, as a ZIP.</summary>
    public static string ExportClient(Guid clientId) => $"/clients/{clientId}/export";

    /// <summary>The list as a CSV.</summary>
    /// <param name="query">The list's filter, without "?"; empty = all.</param>
    public static string ExportClients(string query) => query.Length == 0 ? "/clients/export" : $"/clients/export?{query}";

    /// <summary>Where files for an answer are posted to; each is deleted at its id below it.</summary>
    public static string DraftFiles(Guid appealId) => $"/appeals/{appealId}/files";

    /// <summary>One of them.</summary>
    public static string DraftFile(Guid appealId, Guid id) => $"{DraftFiles(appealId)}/{id}";

    /// <summary>A stored attachment.</summary>
    public static string File(Guid attachmentId) => $"/files/{attachmentId}";
}
