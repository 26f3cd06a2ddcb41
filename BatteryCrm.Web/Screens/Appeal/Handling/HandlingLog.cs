namespace BatteryCrm.Web.Screens.Appeal.Handling;

internal static partial class HandlingLog
{
    [LoggerMessage(EventId = 5302, Level = LogLevel.Warning, Message = "Appeal {AppealId} could not be put off")]
    public static partial void NotSnoozed(ILogger logger, Exception exception, Guid appealId);

    [LoggerMessage(EventId = 5304, Level = LogLevel.Warning, Message = "Colleagues could not be read")]
    public static partial void PeopleNotRead(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 5303, Level = LogLevel.Warning, Message = "Appeal {AppealId} could not be handed over")]
    public static partial void NotAssigned(ILogger logger, Exception exception, Guid appealId);

    [LoggerMessage(EventId = 5305, Level = LogLevel.Warning, Message = "The client of appeal {AppealId} could not be blocked or unblocked")]
    public static partial void NotBlocked(ILogger logger, Exception exception, Guid appealId);
}
