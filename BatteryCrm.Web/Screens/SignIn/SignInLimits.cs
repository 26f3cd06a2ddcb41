using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace BatteryCrm.Web.Screens.SignIn;

/// <summary>
/// How many attempts to sign in this process works on at once, whoever they are for: each of them costs a slow hash and, for that time, a connection that
/// people at work need. Of one operator there is one at a time (<see cref="Security.OperatorLanes"/>).
/// </summary>
internal static class SignInLimits
{
    public const string Policy = "sign-in";

    /// <summary>After how many seconds somebody who was turned away may try again.</summary>
    public const int RetrySeconds = 5;

    public static void AddSignInLimits(this IServiceCollection services, Func<HttpContext, Task<IResult>> refuse) => services.AddRateLimiter(o =>
    {
        o.AddConcurrencyLimiter(Policy, l => (l.PermitLimit, l.QueueLimit, l.QueueProcessingOrder) = (16, 64, QueueProcessingOrder.OldestFirst));
        o.OnRejected = async (context, _) => await (await refuse(context.HttpContext)).ExecuteAsync(context.HttpContext);
    });
}
