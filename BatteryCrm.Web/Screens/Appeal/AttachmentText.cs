using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.Screens.Appeal;

/// <summary>What is said of a file.</summary>
public static class AttachmentText
{
    public static string NameOf(AttachmentRow file) => file.FileName is { Length: > 0 } name ? name : KindOf(file.Kind);

    public static string KindOf(string kind) => kind switch
    {
        "photo" => Texts.KindPhoto,
        "voice" => Texts.KindVoice,
        "audio" => Texts.KindAudio,
        "video" => Texts.KindVideo,
        "animation" => Texts.KindAnimation,
        "sticker" => Texts.KindSticker,
        _ => Texts.KindDocument,
    };

    /// <summary>Why there is nothing to open (yet); null for a stored file.</summary>
    public static string? ProblemOf(AttachmentRow file) => (file.State, file.Reason) switch
    {
        ("stored", _) => null,
        ("pending", _) => Texts.FilePending,
        (_, "too_large") => Texts.FileTooLarge,
        (_, "type") => Texts.FileType,
        (_, "gone") => Texts.FileGone,
        _ => Texts.FileNotAvailable,
    };

    /// <summary>Size and length, as far as known: "1,3 МБ · 0:17".</summary>
    public static string SizeOf(AttachmentRow file) =>
        string.Join(" · ", new[] { SizeText.OfBytes(file.SizeBytes), SizeText.OfSeconds(file.DurationSeconds) }.Where(s => s is not null));

    public static bool IsPicture(AttachmentRow file) => file.State == "stored" && file.MimeType is ("image/jpeg" or "image/png" or "image/gif" or "image/webp");

    public static bool IsSound(AttachmentRow file) => file.State == "stored" && file.MimeType?.StartsWith("audio/", StringComparison.Ordinal) == true;

    public static bool IsVideo(AttachmentRow file) => file.State == "stored" && file.MimeType?.StartsWith("video/", StringComparison.Ordinal) == true;
}
