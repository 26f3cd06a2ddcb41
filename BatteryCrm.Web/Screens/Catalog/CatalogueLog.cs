namespace BatteryCrm.Web.Screens.Catalog;

internal static partial class CatalogueLog
{
    [LoggerMessage(EventId = 6101, Level = LogLevel.Warning, Message = "The catalogue {Catalogue} could not be read")]
    public static partial void NotRead(ILogger logger, Exception exception, string catalogue);

    [LoggerMessage(EventId = 6102, Level = LogLevel.Warning, Message = "A row of the catalogue {Catalogue} could not be written")]
    public static partial void NotWritten(ILogger logger, Exception exception, string catalogue);
}
