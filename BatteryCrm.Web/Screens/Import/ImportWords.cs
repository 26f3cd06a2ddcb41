using System.Globalization;
using BatteryCrm.Data.Clients.Importing;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.Screens.Import;

/// <summary>States, fields and reasons of an import as people read them.</summary>
internal static class ImportWords
{
    public static string FieldOf(string field) => field switch
    {
        ImportFields.Name => ImportTexts.FieldName,
        ImportFields.Phone => ImportTexts.FieldPhone,
        ImportFields.Email => ImportTexts.FieldEmail,
        ImportFields.Telegram => "Telegram",
        ImportFields.Vk => ImportTexts.FieldVk,
        ImportFields.Note => ImportTexts.FieldNote,
        ImportFields.Tags => ImportTexts.FieldTags,
        ImportFields.Consent => ImportTexts.FieldConsent,
        ImportFields.Unsubscribed => ImportTexts.FieldUnsubscribed,
        _ => ImportTexts.FieldSkip,
    };

    public static string EncodingOf(string encoding) => encoding switch
    {
        ImportEncodings.Windows1251 => ImportTexts.Windows1251,
        ImportEncodings.Utf16 => ImportTexts.Utf16,
        _ => "UTF-8",
    };

    public static string SeparatorOf(string separator) => separator switch
    {
        ";" => ImportTexts.Semicolon,
        "," => ImportTexts.Comma,
        _ => ImportTexts.Tab,
    };

    public static string HeadingOf(string heading, int at) => heading.Length > 0 ? heading : ImportTexts.Column.Replace("{0}", (at + 1).ToString(CultureInfo.CurrentCulture), StringComparison.Ordinal);

    public static bool IsDone(ClientImport import) => import.State is ImportStates.Done;

    public static string StateOf(ClientImport import) => import.State switch
    {
        ImportStates.Columns => ImportTexts.StateColumns,
        ImportStates.Reading => ImportTexts.StateReading,
        ImportStates.Ready => ImportTexts.StateReady,
        ImportStates.Running => ImportTexts.StateRunning,
        ImportStates.Done when import.Problem is not null => ImportTexts.StateStopped,
        ImportStates.Done => ImportTexts.StateDone,
        ImportStates.Undoing => ImportTexts.StateUndoing,
        ImportStates.Undone => ImportTexts.StateUndone,
        _ => ImportTexts.StateDropped,
    };

    /// <summary>What came of it, on one line; null while nothing has.</summary>
    public static string? Brief(ClientImport import) => import.Created > 0 ? Plural.Of(import.Created, ImportTexts.Created) : null;

    public static string Headline(ClientImport import) => import.State switch
    {
        ImportStates.Running => ImportTexts.HeadRunning,
        ImportStates.Undoing => ImportTexts.HeadUndoing,
        ImportStates.Undone => ImportTexts.HeadUndone,
        ImportStates.Dropped => import.Problem switch
        {
            "tooMany" => ImportTexts.TooMany,
            "quotes" => ImportTexts.BrokenFile,
            "expired" => ImportTexts.Expired,
            null => ImportTexts.HeadDropped,
            _ => ImportTexts.Failed,
        },
        _ => import.Problem is null ? ImportTexts.HeadDone : ImportTexts.HeadStopped,
    };

    public static int Work(ClientImport import) => Math.Max(1, import.State is ImportStates.Undoing ? import.Created + import.Filled : import.Fresh + import.Known);

    public static int Progress(ClientImport import) => import.State is ImportStates.Undoing ? import.Undone + import.Kept : import.Created + import.Filled + import.Skipped;

    public static IEnumerable<string> Result(ClientImport import)
    {
        if (import.State is ImportStates.Dropped) yield break;
        if (import.State is ImportStates.Undoing or ImportStates.Undone)
        {
            yield return Plural.Of(import.Undone, ImportTexts.Undone);
            if (import.Kept > 0) yield return Plural.Of(import.Kept, ImportTexts.Kept);
            yield break;
        }

        yield return Plural.Of(import.Created, ImportTexts.Created);
        if (import.Filled > 0) yield return Plural.Of(import.Filled, ImportTexts.Filled);
        if (import.Skipped > 0) yield return Plural.Of(import.Skipped, ImportTexts.Skipped);
        if (import.Doubled > 0) yield return Plural.Of(import.Doubled, ImportTexts.DoubledLines);
        if (import.Unreadable > 0) yield return Plural.Of(import.Unreadable, ImportTexts.UnreadableLines);
    }

    public static string WhatUndoes(ClientImport import) =>
        Plural.Of(import.Created, ImportTexts.UndoCreated) + (import.Filled > 0 ? " " + Plural.Of(import.Filled, ImportTexts.UndoFilled) : string.Empty) + " " + ImportTexts.UndoKeeps;

    /// <summary>Why a line is not written, or by what somebody is known.</summary>
    public static string? ReasonOf(string verdict, string? reason) => (verdict, reason) switch
    {
        (ImportVerdicts.Doubled, { } line) => ImportTexts.AsLine.Replace("{0}", line, StringComparison.Ordinal),
        (ImportVerdicts.Known, "phone") => ImportTexts.ByPhone,
        (ImportVerdicts.Known, "email") => ImportTexts.ByEmail,
        (ImportVerdicts.Known, "several") => ImportTexts.Several,
        (ImportVerdicts.Known, _) => ImportTexts.ByAccount,
        (_, "phone") => ImportTexts.BadPhone,
        (_, "excel") => ImportTexts.BadExcel,
        (_, "email") => ImportTexts.BadEmail,
        (_, "account") => ImportTexts.BadAccount,
        (_, "long") => ImportTexts.BadLong,
        (_, "quotes") => ImportTexts.BadQuotes,
        (_, "nobody") => ImportTexts.BadNobody,
        _ => reason,
    };
}
