using BatteryCrm.Web.Parts.State;
using BatteryCrm.Web.Screens.Notices;
using Bunit;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens.Notices;

/// <summary>The panel in which an operator chooses what sounds and what pops up.</summary>
public sealed class NoticeChoicesTests : BunitContext
{
    public NoticeChoicesTests() => Services.AddScoped<ActionDispatcher>().AddStore(NoticeState.Empty, NoticeState.Reduce);

    private NoticeSettings Settings => Services.GetRequiredService<Store<NoticeState>>().State.Settings!;

    [Fact]
    public void Switch_OfASubjectAndWay_ChangesThatAlone()
    {
        var panel = Open(NoticeSettings.Default);

        panel.FindAll("input[data-notice-way=browser]")[1].Change(true);
        panel.FindAll("input[data-notice-way=sound]")[2].Change(false);

        Assert.Equal(NoticeSettings.Default with { Unassigned = new(Sound: true, Browser: true), Bell = NoticeWays.None }, Settings);
        Assert.True(panel.FindAll("input[data-notice-way=browser]")[1].HasAttribute("checked"));
    }

    [Fact]
    public void Names_OfTheSwitches_SayOfWhatAndHow()
    {
        var names = Open(NoticeSettings.Default).FindAll("input[data-notice-way]").Select(i => i.GetAttribute("aria-label")).ToList();

        Assert.Equal(6, names.Distinct().Count());
        Assert.Contains("Клиент пишет мне: Звук", names);
    }

    [Fact]
    public void QuietHours_AreOfferedAsANight_ChangedAndTakenAway()
    {
        var panel = Open(NoticeSettings.Default);
        Assert.Empty(panel.FindAll("input[type=time]"));

        panel.Find(".switch input").Change(true);
        Assert.Equal(["22:00", "08:00"], panel.FindAll("input[type=time]").Select(i => i.GetAttribute("value")));
        panel.FindAll("input[type=time]")[0].Change("23:30");
        Assert.Equal(new QuietHours(new TimeOnly(23, 30), new TimeOnly(8, 0)), Settings.Quiet);

        panel.Find(".switch input").Change(false);
        Assert.Null(Settings.Quiet);
    }

    [Fact]
    public void QuietHours_WhoseBeginIsTypedWhereTheEndStands_WaitForTheirEnd()
    {
        var panel = Open(NoticeSettings.Default with { Quiet = QuietHours.Night });

        panel.FindAll("input[type=time]")[0].Change("08:00");
        panel.WaitForAssertion(() => Assert.Equal(["08:00", "08:00"], Times()));
        panel.FindAll("input[type=time]")[1].Change("10:00");

        panel.WaitForAssertion(() => Assert.Equal(new QuietHours(new TimeOnly(8, 0), new TimeOnly(10, 0)), Settings.Quiet));
        panel.WaitForAssertion(() => Assert.Empty(panel.Find(".trouble").TextContent));
        Assert.Equal(["08:00", "10:00"], Times());

        IEnumerable<string?> Times() => panel.FindAll("input[type=time]").Select(i => i.GetAttribute("value"));
    }

    [Fact]
    public void QuietHours_WhoseBeginIsPutBackOrSwitchedOff_SayNoTroubleAnyMore()
    {
        var panel = Open(NoticeSettings.Default with { Quiet = QuietHours.Night });

        panel.FindAll("input[type=time]")[0].Change("08:00");
        panel.WaitForAssertion(() => Assert.NotEmpty(panel.Find(".trouble").TextContent));
        panel.FindAll("input[type=time]")[0].Change("22:00");
        panel.WaitForAssertion(() => Assert.Empty(panel.Find(".trouble").TextContent));

        panel.FindAll("input[type=time]")[0].Change("08:00");
        panel.Find(".switch input").Change(false);
        panel.Find(".switch input").Change(true);
        panel.WaitForAssertion(() => Assert.Equal(["22:00", "08:00"], panel.FindAll("input[type=time]").Select(i => i.GetAttribute("value"))));
        Assert.Empty(panel.Find(".trouble").TextContent);
    }

    [Fact]
    public void QuietHours_ThatEndAsTheyBeginOrAreHalfTyped_ChangeNothing()
    {
        var panel = Open(NoticeSettings.Default with { Quiet = QuietHours.Night });

        panel.FindAll("input[type=time]")[0].Change("08:00");
        Assert.Contains("совпадают", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        panel.FindAll("input[type=time]")[1].Change("");

        Assert.Equal(QuietHours.Night, Settings.Quiet);
    }

    [Fact]
    public void Choice_ThatCouldNotBeKept_IsTakenBackAndSaid()
    {
        var panel = Open(NoticeSettings.Default);
        panel.FindAll("input[data-notice-way=sound]")[0].Change(false);

        Do(new NoticeSettingsNotKept(NoticeSettings.Default));

        Assert.True(panel.FindAll("input[data-notice-way=sound]")[0].HasAttribute("checked"));
        Assert.Contains("Не удалось сохранить", panel.Find("[role=alert]").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void Permission_OfTheBrowser_IsWantedOnlyWhereSomethingPopsUp()
    {
        var panel = Open(NoticeSettings.Default);
        Assert.False(panel.Find("crm-notice-permission").HasAttribute("data-wanted"));

        Do(new NoticeSettingsLoaded(NoticeSettings.Default with { Mine = new(Sound: false, Browser: true) }));

        Assert.True(panel.Find("crm-notice-permission").HasAttribute("data-wanted"));
    }

    private IRenderedComponent<NoticeChoices> Open(NoticeSettings settings)
    {
        Do(new NoticeSettingsLoaded(settings));
        return Render<NoticeChoices>();
    }

    private void Do(object action) => Renderer.Dispatcher.InvokeAsync(() => Services.GetRequiredService<ActionDispatcher>().Dispatch(action)).GetAwaiter().GetResult();
}
