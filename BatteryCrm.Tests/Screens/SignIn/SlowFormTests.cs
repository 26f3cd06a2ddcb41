using System.Net;
using BatteryCrm.Data;
using BatteryCrm.Tests.Security;
using BatteryCrm.Tests.Support;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens.SignIn;

/// <summary>Forms that begin and never end hold nothing that others wait for.</summary>
public sealed class SlowFormTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Clock clock = new();
    private readonly ConsoleNode node;

    // The server's own patience with slow bodies would end the forms as well, though not those that trickle.
    public SlowFormTests() => node = new ConsoleNode
    {
        Configure = services => services.AddSingleton<TimeProvider>(clock).Configure<KestrelServerOptions>(o => o.Limits.MinRequestBodyDataRate = null),
    };

    public Task InitializeAsync()
    {
        clock.SetUtcNow(TimeProvider.System.GetUtcNow());
        return node.InitializeAsync();
    }

    public Task DisposeAsync() => node.DisposeAsync();

    [Fact]
    public async Task SignIn_EightyFormsThatNeverEnd_KeepNobodyOut()
    {
        var email = await OperatorAsync();
        var posts = await Task.WhenAll(Enumerable.Range(0, 80).Select(i => UnfinishedPost.BeginAsync(node.Address, i % 2 == 0 ? "/sign-in" : "/sign-in/code")));
        var told = await Task.WhenAll(posts.Select(post => post.StatusAsync())).WaitAsync(Patience);
        using var browser = node.NewBrowser();

        using var answer = await browser.SignInAsync(email, Given.Password);

        Assert.All(told, status => Assert.Equal(UnfinishedPost.ToldToGoOn, status));
        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
        Array.ForEach(posts, post => post.Dispose());
    }

    [Fact]
    public async Task TwoFactor_FormThatNeverEnds_DoesNotLockItsOperator()
    {
        var email = await OperatorAsync();
        using var post = await UnfinishedPost.BeginAsync(node.Address, "/profile/two-factor/off", await CookiesAsync(email));
        Assert.Equal(UnfinishedPost.ToldToGoOn, await post.StatusAsync().WaitAsync(Patience));
        using var browser = node.NewBrowser();

        using var answer = await browser.SignInAsync(email, Given.Password);

        Assert.Equal(HttpStatusCode.SeeOther, answer.StatusCode);
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/sign-in/code")]
    [InlineData("/sign-in/passkey")]
    [InlineData("/profile/passkeys/start")]
    [InlineData("/profile/passkeys/add")]
    [InlineData("/profile/two-factor/confirm")]
    [InlineData("/profile/two-factor/codes")]
    [InlineData("/profile/two-factor/off")]
    public async Task Form_ThatNeverEnds_IsCutAfterTenSeconds(string path)
    {
        using var post = await UnfinishedPost.BeginAsync(node.Address, path, await CookiesAsync(await OperatorAsync()));
        Assert.Equal(UnfinishedPost.ToldToGoOn, await post.StatusAsync().WaitAsync(Patience));
        var answer = post.StatusAsync();

        clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(answer.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Null(await answer.WaitAsync(Patience));
    }

    private async Task<string> CookiesAsync(string email)
    {
        var cookies = new CookieContainer();
        using var browser = node.NewBrowser(cookies);
        using var answer = await browser.SignInAsync(email, Given.Password);
        return cookies.GetCookieHeader(node.Address);
    }

    private async Task<string> OperatorAsync()
    {
        var email = $"{Ids.New():N}@demo.test";
        await node.Database.Given.OperatorAsync(await node.Database.Given.TenantAsync(), email: email);
        return email;
    }
}
