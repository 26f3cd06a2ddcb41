using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Outbound;
using BatteryCrm.Web.Screens.Appeal.Notes;
using Microsoft.EntityFrameworkCore;

namespace BatteryCrm.Tests.Screens.Appeal;

/// <summary>Colleagues named in a note.</summary>
public sealed class MentionTests
{
    [Theory]
    [InlineData("@Анна Громова, посмотри", true)]
    [InlineData("@анна", true)]
    [InlineData("спроси у @Анна!", true)]
    [InlineData("@anna цена?", true)]
    [InlineData("(@Анна\u00a0 Громова)", true)]
    [InlineData("@Аннабель", false)]
    [InlineData("Анна", false)]
    [InlineData("почта x@anna.ru", false)]
    [InlineData("@", false)]
    public void Note_NamesSomebody_OrNot(string words, bool isNamed) => Assert.Equal(isNamed, Mentions.IsNamed(words, "Анна Громова", "anna@demo.test"));

    [Fact]
    public void Yo_IsWrittenAsItComes() => Assert.True(Mentions.IsNamed("@Семен", "Семён Орлов", null));

    [Fact]
    public async Task Note_WithAName_IsHeardByThatColleagueOnceAndByNobodyElse()
    {
        await using var world = await OutboundWorld.CreateAsync();
        var appeal = await world.ChatAsync("71");
        var pavel = await world.Database.Given.OperatorAsync(world.Tenant, name: "Павел Ветров");
        await world.Database.Given.OperatorAsync(world.Tenant, name: "Анна Громова");
        await world.Database.Given.OperatorAsync(await world.Database.Given.TenantAsync(), name: "Павел Чужой");

        await world.As(world.Operator).NoteAsync(appeal, "@Павел Ветров и @Ирина, клиент знакомый", "k1", default);
        await world.As(world.Operator).NoteAsync(appeal, "@Павел Ветров и @Ирина, клиент знакомый", "k1", default);

        await using var db = world.Database.Db(world.Tenant);
        var notice = await db.Notifications.SingleAsync();
        Assert.Equal((NotificationKinds.Mention, pavel, (Guid?)world.Operator, appeal), (notice.Kind, notice.OperatorId, notice.ActorId, notice.AppealId));
        Assert.Equal(await db.Messages.Where(m => m.MessageType == "note").Select(m => m.Id).SingleAsync(), notice.MessageId);
    }
}
