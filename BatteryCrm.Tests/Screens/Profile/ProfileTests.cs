using System.Net;
using BatteryCrm.Data;
using BatteryCrm.Tests.Security;
using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Screens.Profile;

/// <summary>The own name and password, over HTTP as a browser does it.</summary>
public sealed class ProfileTests(ConsoleNode node) : IClassFixture<ConsoleNode>
{
    private const string Page = "/profile/two-factor";

    [Fact]
    public async Task Password_Changed_EndsTheOtherSessionsAndKeepsThisOne()
    {
        var (_, email) = await OperatorAsync();
        using var here = await node.SignedInAsync(email);
        using var elsewhere = await node.SignedInAsync(email);

        using var wrong = await here.PostAsync("/profile/password", ("old", "wrong-password"), ("password", "новый пароль"));
        using var tooShort = await here.PostAsync("/profile/password", ("old", Given.Password), ("password", "1234567"));
        using var changed = await here.PostAsync("/profile/password", ("old", Given.Password), ("password", "новый пароль"));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, "/profile?said=password"), (wrong.StatusCode, tooShort.StatusCode, changed.WhereTo()));
        node.Clock.Advance(TimeSpan.FromSeconds(61));
        using var kept = await here.OpenAsync(Page);
        using var ended = await elsewhere.OpenAsync(Page);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Redirect), (kept.StatusCode, ended.StatusCode));
        using var again = await node.SignedInAsync(email, "новый пароль");
    }

    [Fact]
    public async Task Password_GuessedFiveTimes_LocksTheAccount()
    {
        var (_, email) = await OperatorAsync();
        using var here = await node.SignedInAsync(email);
        for (var i = 0; i < 5; i++) (await here.PostAsync("/profile/password", ("old", "wrong-password"), ("password", "новый пароль"))).Dispose();

        using var right = await here.PostAsync("/profile/password", ("old", Given.Password), ("password", "новый пароль"));

        Assert.Equal(HttpStatusCode.TooManyRequests, right.StatusCode);
    }

    [Theory]
    [InlineData(" Ольга ", "name", "Ольга")]
    [InlineData("  ", "no-name", null)]
    public async Task Name_OfOnesOwn_IsKeptUnlessItIsEmpty(string typed, string said, string? kept)
    {
        var (id, email) = await OperatorAsync();
        using var here = await node.SignedInAsync(email);

        using var answer = await here.PostAsync("/profile/name", ("name", typed));

        Assert.Equal("/profile?said=" + said, answer.WhereTo());
        Assert.Equal(kept, await node.Database.ScalarAsync<string>($"select name from operators where id = '{id}'"));
        using var own = await here.OpenAsync(Page);
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    private async Task<(Guid Id, string Email)> OperatorAsync()
    {
        var email = $"{Ids.New():N}@demo.test";
        return (await node.Database.Given.OperatorAsync(await node.Database.Given.TenantAsync(), email: email), email);
    }
}
