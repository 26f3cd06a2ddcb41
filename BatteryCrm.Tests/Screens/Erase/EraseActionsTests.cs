using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Data.Clients;
using BatteryCrm.Web.Screens.Erase;
using BatteryCrm.Web.Security;

namespace BatteryCrm.Tests.Screens.Erase;

/// <summary>Who may erase a person, and what he types to show that this one is meant.</summary>
public sealed class EraseActionsTests : IAsyncLifetime
{
    private MergeWorld world = null!;

    public async Task InitializeAsync() => world = await MergeWorld.CreateAsync();

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Theory]
    [InlineData(Roles.Operator, EraseOutcome.NotYours)]
    [InlineData(Roles.Manager, EraseOutcome.Done)]
    [InlineData(Roles.Admin, EraseOutcome.Done)]
    public async Task Erase_IsForManagersAndAdmins(string role, EraseOutcome expected)
    {
        var anna = await world.PersonAsync("700700");

        Assert.Equal(expected, (await Of(role).EraseAsync(anna, "Анна", "звонок", default)).Outcome);
        Assert.Equal(expected is EraseOutcome.Done ? 0L : 1L, await world.Database.ScalarAsync<long>("select count(*) from clients where name is not null"));
    }

    [Theory]
    [InlineData("Анна Кузнецова", "+79171234567", "  анна   кузнецова ", true)]
    [InlineData("Анна Кузнецова", "+79171234567", "4567", true)]
    [InlineData("Анна Кузнецова", "+79171234567", "Анна", false)]
    [InlineData("Анна Кузнецова", "+79171234567", "567", false)]
    [InlineData("Анна Кузнецова", "+79171234567", " ", false)]
    [InlineData(null, "+79171234567", "4567", true)]
    [InlineData(null, "12", "12", false)]
    [InlineData(null, null, "УДАЛИТЬ", true)]
    [InlineData("Анна", null, "УДАЛИТЬ", false)]
    public async Task Erase_IsConfirmedByTheNameOrTheEndOfTheNumber(string? name, string? phone, string typed, bool isConfirmed)
    {
        var language = System.Globalization.CultureInfo.CurrentUICulture;
        System.Globalization.CultureInfo.CurrentUICulture = System.Globalization.CultureInfo.GetCultureInfo("ru-RU");
        try
        {
            var client = await world.Database.Given.ClientAsync(world.Tenant, name, phone);

            Assert.Equal(isConfirmed ? EraseOutcome.Done : EraseOutcome.NotConfirmed, (await Of(Roles.Manager).EraseAsync(client, typed, string.Empty, default)).Outcome);
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentUICulture = language;
        }
    }

    [Fact]
    public async Task Made_SaysWhoAndWhy_AndASecondTimeIsNone()
    {
        var anna = await world.PersonAsync("700700");
        await Of(Roles.Manager).EraseAsync(anna, "Анна", "  письмо № 12 ", default);

        Assert.Equal("письмо № 12", (await Of(Roles.Manager).MadeAsync(anna, default))!.Reason);
        Assert.Equal(EraseOutcome.Gone, (await Of(Roles.Manager).EraseAsync(anna, "Анна", string.Empty, default)).Outcome);
    }

    private EraseActions Of(string role)
    {
        var current = new CurrentOperator();
        current.Set(new OperatorIdentity(world.Operator, world.Tenant, "Ирина", role));
        return new EraseActions(world.Database.Factory(world.Tenant), current);
    }
}
