namespace BatteryCrm.Web.Screens.Reports;

internal static partial class ReportsLog
{
    [LoggerMessage(EventId = 6601, Level = LogLevel.Error, Message = "The report {Report} was not read")]
    public static partial void NotRead(ILogger logger, Exception exception, string report);

    [LoggerMessage(EventId = 6602, Level = LogLevel.Error, Message = "The views of reports were not read or kept")]
    public static partial void ViewsFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 6603, Level = LogLevel.Error, Message = "Costs were not read or written")]
    public static partial void CostsFailed(ILogger logger, Exception exception);
}
