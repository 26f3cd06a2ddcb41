using System.Text.Json.Nodes;
using BatteryCrm.Web.Intake;

namespace BatteryCrm.Web.Channels.Form;

/// <summary>A form's answers in our words. Nobody vouches for who filled it in: every submission is a new person until an operator says otherwise.</summary>
internal static class FormPayloads
{
    private static readonly string[] Kept = ["name", "phone", "email", "model", "page", "referrer", "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content"];

    /// <summary>Null when the form says nothing at all about a person or a matter.</summary>
    public static InboundMessage? Message(Dictionary<string, string?> fields, DateTimeOffset receivedAt, string bodyHash)
    {
        string? Field(string name) => fields.GetValueOrDefault(name)?.Trim() is { Length: > 0 } value ? value : null;

        var (name, phone, email, text, model) = (Field("name"), Field("phone"), Field("email"), Field("message"), Field("model"));
        if (name is null && phone is null && email is null && text is null) return null;

        var submission = Field("submission_id") is { Length: <= 200 } id ? id : bodyHash;
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
            Referral = new InboundReferral(null, Field("ad_id"), Field("utm_source"), Field("utm_medium"), Field("utm_campaign"), Field("utm_term"), Field("utm_content")),
        };
    }
}
