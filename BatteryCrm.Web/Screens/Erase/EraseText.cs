using BatteryCrm.Data.Clients.Erasing;
using BatteryCrm.Web.Parts;

namespace BatteryCrm.Web.Screens.Erase;

/// <summary>What goes and what is asked for, in words.</summary>
internal static class EraseText
{
    public static IEnumerable<string> Goes(ErasurePreview person)
    {
        yield return EraseTexts.GoesName;
        foreach (var line in Counted(person.Messages, person.Files, person.Identities, person.Drafts)) yield return line;
        yield return EraseTexts.GoesJournal;
    }

    public static IEnumerable<string> Gone(ErasedCounts counts)
    {
        foreach (var line in Counted(counts.NMessages, counts.NFiles, counts.NIdentities, counts.NDrafts)) yield return line;
        if (counts.NEvents > 0) yield return Plural.Of(counts.NEvents, EraseTexts.Events);
        if (counts.NCancelled > 0) yield return Plural.Of(counts.NCancelled, EraseTexts.Cancelled);
    }

    /// <summary>What is to be typed.</summary>
    public static string Ask(ErasurePreview person) => (person.Name is { Length: > 0 }, EraseActions.LastDigits(person) is not null) switch
    {
        (true, true) => EraseTexts.AskNameOrDigits,
        (true, false) => EraseTexts.AskName,
        (false, true) => EraseTexts.AskDigits,
        _ => EraseTexts.AskWord,
    };

    // What is not there is not said.
    private static IEnumerable<string> Counted(int messages, int files, int identities, int drafts)
    {
        if (messages > 0) yield return Plural.Of(messages, EraseTexts.Messages);
        if (files > 0) yield return Plural.Of(files, EraseTexts.Files);
        if (identities > 0) yield return Plural.Of(identities, EraseTexts.Identities);
        if (drafts > 0) yield return Plural.Of(drafts, EraseTexts.Drafts);
    }
}
