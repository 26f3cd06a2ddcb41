using BatteryCrm.Data.Clients;

namespace BatteryCrm.Web.Parts.Consents;

/// <summary>Kinds and sources of consents in words.</summary>
internal static class ConsentText
{
    public static string KindOf(string kind) => kind switch
    {
        ConsentKinds.PersonalData => ConsentTexts.PersonalData,
        ConsentKinds.Marketing => ConsentTexts.Marketing,
        _ => kind,
    };

    public static string SourceOf(string source) => source switch
    {
        ConsentSources.Form => ConsentTexts.Form,
        ConsentSources.Chat => ConsentTexts.Chat,
        ConsentSources.Visit => ConsentTexts.Visit,
        ConsentSources.Phone => ConsentTexts.Phone,
        ConsentSources.Import => ConsentTexts.Import,
        _ => source,
    };
}

internal static partial class ConsentLog
{
    [LoggerMessage(EventId = 5851, Level = LogLevel.Warning, Message = "Consents of client {ClientId} could not be read or written")]
    public static partial void Failed(ILogger logger, Exception exception, Guid clientId);
}
