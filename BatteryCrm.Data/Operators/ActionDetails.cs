using System.Text.Json;

namespace BatteryCrm.Data.Operators;

/// <summary>The JSON of <see cref="OperatorAction.Details"/>, one method a kind; ids and stages, never texts of messages.</summary>
public static class ActionDetails
{
    /// <summary>Why a rule released an appeal: whoever held it has closed the console, or signed out. Beside it stand {automatic, holder, name}.</summary>
    public const string SignedOut = "signed_out";

    /// <summary>The same, because an admin switched the holder off.</summary>
    public const string SwitchedOff = "switched_off";

    /// <param name="why">The rule (<c>first_answer</c>) or a person's comment; null when there is none.</param>
    public static string StageChanged(string from, string to, bool automatic, string? why) =>
        JsonSerializer.Serialize(new { from, to, automatic, why }, JsonSerializerOptions.Web);

    /// <param name="needed">False: somebody said that the client's words need no answer; true: that they do after all.</param>
    public static string Reply(bool needed) => JsonSerializer.Serialize(new { replyNeeded = needed }, JsonSerializerOptions.Web);

    /// <param name="to">Who holds it now.</param>
    /// <param name="name">As he is called then.</param>
    /// <param name="why">Words for him; null without any.</param>
    public static string Assigned(Guid to, string? name, string? why) => JsonSerializer.Serialize(new { assignedTo = to, name, why }, JsonSerializerOptions.Web);

    /// <param name="until">When it comes back; null = now, since somebody did not want to wait or its time had come.</param>
    public static string Snoozed(DateTimeOffset? until) => JsonSerializer.Serialize(new { snoozedUntil = until }, JsonSerializerOptions.Web);

    public static string Blocked(bool blocked) => JsonSerializer.Serialize(new { clientBlocked = blocked }, JsonSerializerOptions.Web);

    /// <param name="from">Roubles before; null when there was no price.</param>
    /// <param name="serviceId">The row of the price list; null for a price that somebody typed.</param>
    public static string Price(decimal? from, decimal to, Guid? serviceId) => JsonSerializer.Serialize(new { from, to, serviceId }, JsonSerializerOptions.Web);

    /// <param name="fields">Names of the columns that were filled or changed.</param>
    public static string Fields(IReadOnlyList<string> fields) => JsonSerializer.Serialize(new { fields }, JsonSerializerOptions.Web);

    /// <summary>Another lead source: by whose hand, and why, or since an admin made a source of the marks.</summary>
    /// <param name="from">The name of the source before; null = there was none.</param>
    /// <param name="to">The name of the source now; null = it was taken away.</param>
    /// <param name="why">A person's words; null without any.</param>
    /// <param name="decision">The <see cref="Channels.MarkDecision"/> by which it came, or went again; null = by hand.</param>
    public static string Source(IReadOnlyList<string> fields, string? from, string? to, string? why = null, Guid? decision = null) =>
        JsonSerializer.Serialize(new { fields, sourceFrom = from, sourceTo = to, why, decision }, JsonSerializerOptions.Web);

    /// <param name="fields">Names of what was written of the client, never values.</param>
    public static string Client(Guid client, IReadOnlyList<string> fields) => JsonSerializer.Serialize(new { client, fields }, JsonSerializerOptions.Web);

    /// <param name="isWithdrawn">False: its words were changed.</param>
    public static string MessageChanged(Guid messageId, bool isWithdrawn) => JsonSerializer.Serialize(new { messageId, messageChange = isWithdrawn ? "withdrawn" : "edited" }, JsonSerializerOptions.Web);

    /// <param name="identities">How many moved.</param>
    /// <param name="appeals">How many moved.</param>
    public static string Merged(Guid mergeId, Guid master, Guid merged, int identities, int appeals) =>
        JsonSerializer.Serialize(new { mergeId, master, merged, identities, appeals }, JsonSerializerOptions.Web);

    public static string Unmerged(Guid mergeId, Guid master, Guid merged) => JsonSerializer.Serialize(new { mergeId, master, merged }, JsonSerializerOptions.Web);

    /// <param name="undone">What was said of the two clients was taken back.</param>
    public static string SaidOfPair(Guid one, Guid other, bool undone) => JsonSerializer.Serialize(new { one, other, undone }, JsonSerializerOptions.Web);

    public static string Response(Guid messageId, Guid channelId) => JsonSerializer.Serialize(new { messageId, channelId }, JsonSerializerOptions.Web);
}
