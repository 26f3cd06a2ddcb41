using BatteryCrm.Data.Files;
using BatteryCrm.Data.Operators;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.Screens.Appeal.Files;

/// <summary>What is said of the files beside an answer.</summary>
internal static class FileTexts
{
    public static string Title => Texts.DraftFiles;

    /// <summary>With the bounds, which are told before anything is sent.</summary>
    public static string Attach => Texts.AttachFile.Replace("{0}", Size, StringComparison.Ordinal).Replace("{1}", Most, StringComparison.Ordinal);

    public static string DropHere => Texts.DropFilesHere.Replace("{0}", Size, StringComparison.Ordinal).Replace("{1}", Most, StringComparison.Ordinal);

    public static string Drop => Texts.DropFile;

    public static string Apart => Texts.FilesApart;

    public static string TooLarge => Texts.UploadTooLarge.Replace("{0}", Size, StringComparison.Ordinal);

    public static string Type => Texts.UploadType;

    public static string TooMany => Texts.UploadTooMany.Replace("{0}", Most, StringComparison.Ordinal);

    public static string Failed => Texts.UploadFailed;

    public static string Wait => Texts.UploadWait;

    private static string Size => SizeText.OfBytes(StoredFile.MaxBytes)!;

    private static string Most => DraftFile.Most.ToString(System.Globalization.CultureInfo.CurrentCulture);
}
