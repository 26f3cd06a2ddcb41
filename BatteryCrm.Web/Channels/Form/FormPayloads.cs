using System.Text.Json.Nodes;
using BatteryCrm.Data.Messages;
using BatteryCrm.Web.Intake;

namespace BatteryCrm.Web.Channels.Form;

/// <summary>A form's answers in our words. Nobody vouches for who filled it in: every submission is a new person until an operator says otherwise.</summary>
internal static class FormPayloads
{
    // In UTF-16 units; longer answers are cut. Anybody can post a form, and what it says stands in lists, indexes and every console's memory.
    private const int LongestWord = 200;
    private const int LongestPhone = 40;
    private const int LongestEmail = 254;
    private const int LongestAddress = 2_000;
    private const int LongestMessage = 10_000;

    private static readonly string[] Kept = ["name", "phone", "email", "model", "page", "referrer", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"];

    /// <summary>Null when the form says nothing at all about a person or a matter.</summary>
    public static InboundMessage? Message(Dictionary<string, string?> fields, DateTimeOffset receivedAt, string bodyHash)
    {
        string? Field(string name) => fields.GetValueOrDefault(name)?.Trim() is { Length: > 0 } value ? StorableText.Cut(value, LongestOf(name)) : null;

        var (name, phone, email, text, model) = (Field("name"), Field("phone"), Field("email"), Field("message"), Field("model"));
        if (name is null && phone is null && email is null && text is null) return null;

        var submission = fields.GetValueOrDefault("submission_id")?.Trim() is { Length: > 0 and <= LongestWord } id ? id : bodyHash;
        var form = new JsonObject();
        foreach (var key in Kept)
            if (Field(key) is { } value) form[key] = value;
        return new InboundMessage
        {
            Sender = new InboundSender(submission, name, null),
            ChatId = submission,
            MessageId = submission,
            Text = string.Join('\n', new[] { model is null ? null : "Модель: " + model, text }.Where(line => line is not null)),
            SentAt = receivedAt,
            Summary = "📝 " + (phone ?? email ?? name),
            Extra = new JsonObject { ["form"] = form }.ToJsonString(),
            Contact = new InboundContact(Phones.Normalize(phone) ?? phone, PhoneIsOwn: false, email),
            Referral = new InboundReferral(null, Field("ad_id"), Field("utm_source"), Field("utm_medium"), Field("utm_campaign"), Field("utm_term"), Field("utm_content"))
            {
                Referrer = Field("referrer"), Landing = Field("page"),
            },
        };
    }

    private static int LongestOf(string field) => field switch
    {
        "phone" => LongestPhone,
        "email" => LongestEmail,
        "page" or "referrer" => LongestAddress,
        "message" => LongestMessage,
        _ => LongestWord,
    };
}
