namespace BatteryCrm.Web.Security;

internal static partial class SecurityLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "The database does not answer; asking again. {Reason}")]
    public static partial void DatabaseAway(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The replica of the reports does not answer; they are read from the main database. {Reason}")]
    public static partial void ReplicaAway(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A request ended in 503: the database does not answer. {Reason}")]
    public static partial void Unanswered(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Role} {OperatorId} of tenant {TenantId} was refused {Actions}.{Deed}.")]
    public static partial void DeedRefused(ILogger logger, Guid? tenantId, Guid operatorId, string role, string actions, string deed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Role} {OperatorId} of tenant {TenantId} was refused the address {Route}.")]
    public static partial void AddressRefused(ILogger logger, Guid? tenantId, Guid operatorId, string role, string route);

    [LoggerMessage(Level = LogLevel.Critical, Message = "Refused to serve: {Reason}")]
    public static partial void Refused(ILogger logger, string reason);
}
