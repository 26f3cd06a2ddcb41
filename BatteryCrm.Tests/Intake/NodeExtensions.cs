using BatteryCrm.Web.Live;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Intake;

internal static class NodeExtensions
{
    /// <summary>Completes when the node hears the next fact of this kind; call before the change.</summary>
    public static Task HeardAsync(this IntakeNode node, string kind)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Services.GetRequiredService<LiveHub>().Heard += (_, fact) =>
        {
            if (string.Equals(fact.Kind, kind, StringComparison.Ordinal)) heard.TrySetResult();
        };
        return heard.Task.WaitAsync(TimeSpan.FromSeconds(20));
    }
}
