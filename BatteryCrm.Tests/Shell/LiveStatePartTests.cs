using BatteryCrm.Tests.Parts;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Shell;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Shell;

public sealed class LiveStatePartTests : BunitContext
{
    private readonly HandLive live = new();

    [Theory]
    [InlineData(LiveHealth.Connected, 0, "На связи", "fine")]
    [InlineData(LiveHealth.Behind, 7, "Отстаём на 7 с", "behind")]
    [InlineData(LiveHealth.Behind, 0, "Отстаём на 1 с", "behind")]
    [InlineData(LiveHealth.Disconnected, 30, "Нет связи", "lost")]
    public void State_OfTheNode_IsSaidAsItChanges(LiveHealth health, int seconds, string words, string level)
    {
        Services.AddSingleton<ILive>(live);
        var part = Render<LiveStatePart>();

        live.Become(new LiveState(health, TimeSpan.FromSeconds(seconds)));

        part.WaitForAssertion(() => Assert.Equal(words, part.Find(".live:not(.cut) .words").TextContent));
        Assert.Contains(level, part.Find(".live:not(.cut)").ClassList);
    }
}
