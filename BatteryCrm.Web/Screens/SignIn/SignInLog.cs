namespace BatteryCrm.Web.Screens.SignIn;

internal static partial class SignInLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Operator {OperatorId} tried to sign in: {End}")]
    public static partial void Ended(ILogger logger, Guid operatorId, SignInEnd end);

    [LoggerMessage(Level = LogLevel.Information, Message = "Somebody tried to sign in with a passkey that nobody here has")]
    public static partial void UnknownPasskey(ILogger logger);
}
