using System.Globalization;
using BatteryCrm.Data.Clients.Duplicates;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.Screens.Duplicates;

/// <summary>What speaks for a pair, in words.</summary>
internal static class DuplicateText
{
    public static string Of(Evidence evidence) => evidence.Kind switch
    {
        EvidenceKinds.Phone => With(DuplicateTexts.SamePhone, PhoneText.Of(evidence.Value)),
        EvidenceKinds.Email => With(DuplicateTexts.SameEmail, evidence.Value),
        EvidenceKinds.Username when evidence.Of is { } platform => With(DuplicateTexts.SameAccount, PlatformText.NameOf(platform), "@" + evidence.Value),
        EvidenceKinds.Username => With(DuplicateTexts.SameUsername, "@" + evidence.Value),
        EvidenceKinds.Chat => With(DuplicateTexts.PhoneInChat, PhoneText.Of(evidence.Value)),
        _ => With(DuplicateTexts.SameDevice, evidence.Of ?? string.Empty),
    };

    /// <summary>The sign of the sprite.</summary>
    public static string IconOf(Evidence evidence) => "/icons/sprite.svg#" + evidence.Kind switch
    {
        EvidenceKinds.Phone => "phone",
        EvidenceKinds.Email => "mail",
        EvidenceKinds.Username => "contact",
        EvidenceKinds.Chat => "chat",
        _ => "device",
    };

    public static string NameOf(DuplicatePerson person) => person.Name ?? Texts.ClientWithoutName;

    public static string With(string text, params object[] values) => string.Format(CultureInfo.CurrentCulture, text, values);
}
