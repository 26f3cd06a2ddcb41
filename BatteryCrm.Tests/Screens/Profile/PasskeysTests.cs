using System.Net;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Screens.SignIn;
using BatteryCrm.Tests.Security;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web;
using BatteryCrm.Web.Screens.Operators;
using BatteryCrm.Web.Screens.Profile;
using BatteryCrm.Web.Security;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens.Profile;

/// <summary>The own passkeys: added and removed with the password, listed, recorded.</summary>
public sealed class PasskeysTests(ConsoleNode node) : IClassFixture<ConsoleNode>
{
    private const string Path = PasskeyEndpoints.Path;

    [Fact]
    public async Task Passkey_Added_IsListedRecordedAndEndsTheOtherSessions()
    {
        var (id, tenant, email) = await OperatorAsync();
        using var key = new SoftKey();
        using var here = await node.SignedInByNameAsync(email);
        using var elsewhere = await node.SignedInByNameAsync(email);
        var link = node.Services.GetRequiredService<OneTimeLinks>().Make(new Operator { Id = id, SecurityStamp = await StampAsync(id) });

        await here.AddAsync(key, "  Ноутбук\u0001 мастера ");

        using var page = await here.OpenAsync(Path + "?said=added");
        using var ended = await elsewhere.OpenAsync("/sign-in");
        using var oldLink = await elsewhere.OpenAsync("/new-password?token=" + link);
        var text = await page.ReadAsync();
        Assert.Contains("Ноутбук мастера", text, StringComparison.Ordinal);
        Assert.Contains(ProfileTexts.PasskeyWasAdded, text, StringComparison.Ordinal);
        Assert.Contains(SignInTexts.Ended, await ended.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, oldLink.StatusCode);
        Assert.Equal("true Ноутбук мастера", await node.Database.ScalarAsync<string>($"select (details ->> 'passkey') || ' ' || (details ->> 'name') from operator_actions where operator_id = '{id}' and action_type = 'settings_changed'"));
        Assert.Equal($"{tenant} {id} - Ноутбук мастера", await VersionAsync(id));
    }

    [Fact]
    public async Task Passkey_Removed_NeedsThePasswordAndEndsTheOtherSessions()
    {
        var (id, tenant, email) = await OperatorAsync();
        using var key = new SoftKey();
        using var here = await node.SignedInByNameAsync(email);
        await here.AddAsync(key);
        using var elsewhere = await node.SignedInByNameAsync(email);

        using var none = await here.PostAsync(Path + "/remove", ("id", key.IdText));
        using var wrong = await here.PostAsync(Path + "/remove", ("id", key.IdText), ("password", "wrong-password"));
        var afterWrong = await CountAsync(id);
        using var removed = await here.PostAsync(Path + "/remove", ("id", key.IdText), ("password", Given.Password));
        using var again = await here.PostAsync(Path + "/remove", ("id", key.IdText), ("password", Given.Password));

        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, 1L), (none.StatusCode, wrong.StatusCode, afterWrong));
        Assert.Contains(ProfileTexts.PasswordWrong, await wrong.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal((Path + "?said=removed", Path, 0L), (removed.WhereTo(), again.WhereTo(), await CountAsync(id)));
        using var ended = await elsewhere.OpenAsync("/sign-in");
        Assert.Contains(SignInTexts.Ended, await ended.ReadAsync(), StringComparison.Ordinal);
        using var page = await here.OpenAsync(Path);
        Assert.Contains(ProfileTexts.PasskeysNone, await page.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal($"{tenant} {id} Ноутбук -", await VersionAsync(id));
        using var browser = node.NewBrowserByName();
        using var signIn = await browser.SignInWithAsync(key);
        Assert.Contains(SignInTexts.PasskeyWrong, await signIn.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Passkey_OfSomebodyElse_IsNotRemoved()
    {
        var (id, tenant, email) = await OperatorAsync();
        using var key = new SoftKey();
        using var browser = await node.SignedInByNameAsync(email);
        await browser.AddAsync(key);
        using var colleague = await node.SignedInByNameAsync((await OperatorAsync(tenant)).Email);

        using var answer = await colleague.PostAsync(Path + "/remove", ("id", key.IdText), ("password", Given.Password));

        Assert.Equal((Path, 1L), (answer.WhereTo(), await CountAsync(id)));
    }

    [Fact]
    public async Task Adding_NeedsThePassword_AndGuessingItLocks()
    {
        var (_, _, email) = await OperatorAsync();
        using var here = await node.SignedInByNameAsync(email);
        for (var i = 0; i < 4; i++)
        {
            using var wrong = await here.PostAsync(Path + "/start", ("name", "Мой ключ"), ("password", "wrong-password"));
            var text = await wrong.ReadAsync();
            Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
            Assert.Contains(ProfileTexts.PasswordWrong, text, StringComparison.Ordinal);
            Assert.DoesNotContain("data-options", text, StringComparison.Ordinal);
            // What was typed beside it stays.
            Assert.Contains("value=\"Мой ключ\"", text, StringComparison.Ordinal);
        }

        using var fifth = await here.PostAsync(Path + "/start", ("password", "wrong-password"));
        using var right = await here.PostAsync(Path + "/start", ("password", Given.Password));

        Assert.Equal((HttpStatusCode.TooManyRequests, HttpStatusCode.TooManyRequests), (fifth.StatusCode, right.StatusCode));
    }

    [Fact]
    public async Task Answer_WithoutAChallengeOfOnesOwn_AddsNothing()
    {
        var (id, tenant, email) = await OperatorAsync();
        var (otherId, _, otherEmail) = await OperatorAsync(tenant);
        var cookies = new CookieContainer();
        using var mine = await node.SignedInByNameAsync(email, cookies);
        using var key = new SoftKey();
        var credential = key.Create(await mine.StartAsync(), mine.OriginOf());
        var site = mine.BaseAddress!;

        // A colleague's challenge in the own browser, a challenge of signing in, none at all, a forged answer.
        var others = new CookieContainer();
        using var other = await node.SignedInByNameAsync(otherEmail, others);
        others.Add(site, cookies.GetCookies(site).Single(c => c.Name.Contains("TwoFactorUserId", StringComparison.Ordinal)));
        using var foreign = await other.PostAsync(Path + "/add", ("credential", credential));
        await other.ChallengeAsync();
        using var signIn = await other.PostAsync(Path + "/add", ("credential", credential));
        using var none = await other.PostAsync(Path + "/add", ("credential", credential));
        using var elsewhere = new SoftKey { Site = "example.com" };
        using var forged = await mine.PostAsync(Path + "/add", ("credential", elsewhere.Create(await mine.StartAsync(), mine.OriginOf())));
        using var unverified = new SoftKey { IsVerified = false };
        using var careless = await mine.PostAsync(Path + "/add", ("credential", unverified.Create(await mine.StartAsync(), mine.OriginOf())));

        Assert.Contains(ProfileTexts.PasskeyRefused, await foreign.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains(ProfileTexts.PasskeyExpired, await signIn.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains(ProfileTexts.PasskeyExpired, await none.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains(ProfileTexts.PasskeyRefused, await forged.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains(ProfileTexts.PasskeyRefused, await careless.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal((0L, 0L), (await CountAsync(id), await CountAsync(otherId)));
    }

    [Fact]
    public async Task Answer_SentAgain_AddsNothing_EvenAfterItsPasskeyWasRemoved()
    {
        var (id, _, email) = await OperatorAsync();
        var cookies = new CookieContainer();
        using var here = await node.SignedInByNameAsync(email, cookies);
        using var key = new SoftKey();
        var credential = key.Create(await here.StartAsync(), here.OriginOf());
        var challenge = cookies.GetCookies(here.BaseAddress!).Single(c => c.Name.Contains("TwoFactorUserId", StringComparison.Ordinal));
        var kept = new Cookie(challenge.Name, challenge.Value);
        using var first = await here.PostAsync(Path + "/add", ("credential", credential));
        cookies.Add(here.BaseAddress!, kept);
        using var twice = await here.PostAsync(Path + "/add", ("credential", credential));
        using var removed = await here.PostAsync(Path + "/remove", ("id", key.IdText), ("password", Given.Password));
        cookies.Add(here.BaseAddress!, new Cookie(kept.Name, kept.Value));

        using var again = await here.PostAsync(Path + "/add", ("credential", credential));

        Assert.Equal((Path + "?said=added", Path + "?said=removed"), (first.WhereTo(), removed.WhereTo()));
        Assert.Contains(ProfileTexts.PasskeyKnown, await twice.ReadAsync(), StringComparison.Ordinal);
        Assert.Contains(ProfileTexts.PasskeyRefused, await again.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(0L, await CountAsync(id));
    }

    [Fact]
    public async Task Passkey_ThatSomebodyOfAnotherTenantHas_IsNotTaken()
    {
        using var key = new SoftKey();
        var (id, _, email) = await OperatorAsync();
        using (var first = await node.SignedInByNameAsync(email)) await first.AddAsync(key);
        var (otherId, _, otherEmail) = await OperatorAsync();
        using var other = await node.SignedInByNameAsync(otherEmail);

        using var answer = await other.PostAsync(Path + "/add", ("credential", key.Create(await other.StartAsync(), other.OriginOf())));

        Assert.Contains(ProfileTexts.PasskeyKnown, await answer.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal((1L, 0L), (await CountAsync(id), await CountAsync(otherId)));
    }

    [Fact]
    public async Task Eleventh_IsRefusedWithASentence()
    {
        var (id, _, email) = await OperatorAsync();
        using var here = await node.SignedInByNameAsync(email);
        using var key = new SoftKey();
        var credential = key.Create(await here.StartAsync(), here.OriginOf());
        await FillAsync(id, 10);

        using var added = await here.PostAsync(Path + "/add", ("credential", credential));
        using var started = await here.PostAsync(Path + "/start", ("password", Given.Password));
        using var page = await here.OpenAsync(Path);

        var full = ProfileTexts.PasskeysFull.Replace("{0}", "10", StringComparison.Ordinal);
        foreach (var answer in (HttpResponseMessage[])[added, started, page]) Assert.Contains(full, await answer.ReadAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(Path + "/start", await page.ReadAsync(), StringComparison.Ordinal);
        Assert.Equal(10L, await CountAsync(id));
    }

    [Fact]
    public async Task Name_WithoutEnd_IsCut_AndNoneIsTheBrowsers()
    {
        var (id, _, email) = await OperatorAsync();
        using var here = await node.SignedInByNameAsync(email);
        here.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0");
        using var one = new SoftKey();
        using var other = new SoftKey();

        await here.AddAsync(one, new string('я', 200));
        await here.AddAsync(other, "   ");

        Assert.Equal(new string('я', 60) + " Chrome · Windows", await node.Database.ScalarAsync<string>($"select string_agg(data ->> 'Name', ' ' order by data ->> 'CreatedAt') from operator_passkeys where user_id = '{id}'"));
    }

    [Fact]
    public async Task ByAnAddressOfNumbers_ThePageSaysWhyThereIsNone()
    {
        var (_, _, email) = await OperatorAsync();
        using var here = await node.SignedInAsync(email);

        using var page = await here.OpenAsync(Path);
        using var start = await here.PostAsync(Path + "/start", ("password", Given.Password));

        foreach (var answer in (HttpResponseMessage[])[page, start])
        {
            var text = await answer.ReadAsync();
            Assert.Contains(ProfileTexts.PasskeysNeedName, text, StringComparison.Ordinal);
            Assert.DoesNotContain(Path + "/start", text, StringComparison.Ordinal);
            Assert.DoesNotContain("data-options", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Code_SwitchedOffByItsOperator_LeavesThePasskeys()
    {
        var (id, _, email) = await OperatorAsync();
        using var here = await node.SignedInByNameAsync(email);
        using var key = new SoftKey();
        await here.AddAsync(key);

        using var off = await here.PostAsync("/profile/two-factor/off", ("password", Given.Password));

        Assert.Equal(HttpStatusCode.SeeOther, off.StatusCode);
        Assert.Equal(1L, await CountAsync(id));
        using var browser = node.NewBrowserByName();
        using var signIn = await browser.SignInWithAsync(key);
        Assert.Equal(HttpStatusCode.SeeOther, signIn.StatusCode);
    }

    [Fact]
    public async Task Phone_LostAndResetByAnAdmin_TakesThePasskeysWithIt()
    {
        var (id, tenant, email) = await OperatorAsync();
        var (admin, _, _) = await OperatorAsync(tenant, Roles.Admin);
        using var key = new SoftKey();
        using var here = await node.SignedInByNameAsync(email);
        await here.AddAsync(key);
        await FillAsync(id, 2);
        await using (var scope = node.As(tenant, admin, Roles.Admin))
        {
            var actions = scope.ServiceProvider.GetRequiredService<OperatorActions>();
            var rows = await scope.ServiceProvider.GetRequiredService<OperatorsQueries>().ListAsync(CancellationToken.None);
            Assert.Equal(3, rows.Single(r => r.Id == id).Passkeys);
            Assert.Equal(OperatorRefusal.None, (await actions.ResetSecondFactorAsync(id, CancellationToken.None)).Refusal);
        }

        Assert.Equal(0L, await CountAsync(id));
        Assert.Equal(0L, await node.Database.ScalarAsync<long>($"select count(*) from operator_tokens where user_id = '{id}'"));
        Assert.Equal(3L, await node.Database.ScalarAsync<long>($"select count(*) from settings_versions where subject_id = '{id}' and before ->> 'passkey' is not null and operator_id = '{admin}'"));
        using var browser = node.NewBrowserByName();
        using var signIn = await browser.SignInWithAsync(key);
        Assert.Equal(HttpStatusCode.Unauthorized, signIn.StatusCode);
        using var ended = await here.OpenAsync(Path);
        Assert.Equal(HttpStatusCode.Redirect, ended.StatusCode);
    }

    private Task FillAsync(Guid id, int count) => node.Database.ExecuteAsync(
        $$"""
        insert into operator_passkeys (credential_id, user_id, data)
        select decode(md5('{{id}}' || i), 'hex'), '{{id}}', jsonb_build_object('Name', 'Ключ ' || i, 'PublicKey', 'AQ==', 'CreatedAt', '2026-01-01T00:00:00+00:00', 'SignCount', 0,
            'Transports', jsonb_build_array(), 'IsUserVerified', true, 'IsBackupEligible', false, 'IsBackedUp', false, 'AttestationObject', 'AQ==', 'ClientDataJson', 'AQ==') from generate_series(1, {{count}}) i
        """);

    private Task<long> CountAsync(Guid id) => node.Database.ScalarAsync<long>($"select count(*) from operator_passkeys where user_id = '{id}'");

    private async Task<string?> StampAsync(Guid id) => await node.Database.ScalarAsync<string>($"select security_stamp from operators where id = '{id}'");

    private async Task<string?> VersionAsync(Guid id) => await node.Database.ScalarAsync<string>(
        $"select concat(tenant_id, ' ', operator_id, ' ', coalesce(before ->> 'passkey', '-'), ' ', coalesce(after ->> 'passkey', '-')) from settings_versions where subject = 'operators' and subject_id = '{id}' and (before ? 'passkey') order by id desc limit 1");

    private async Task<(Guid Id, Guid Tenant, string Email)> OperatorAsync(Guid? tenant = null, string role = Roles.Operator)
    {
        var email = $"{Ids.New():N}@demo.test";
        tenant ??= await node.Database.Given.TenantAsync();
        return (await node.Database.Given.OperatorAsync(tenant, role, email), tenant.Value, email);
    }
}
