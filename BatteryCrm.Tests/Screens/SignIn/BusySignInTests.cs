using System.Net;
using System.Text;
using BatteryCrm.Data;
using BatteryCrm.Data.Operators;
using BatteryCrm.Tests.Security;
using BatteryCrm.Tests.Support;
using BatteryCrm.Web;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Screens.SignIn;

/// <summary>Many attempts at once and large bodies: who signs in must not take from those who work.</summary>
public sealed class BusySignInTests(ConsoleNode node) : IClassFixture<ConsoleNode>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // Those of this database who wait for a lock; what others wait for is shown to superusers only.
    private const string Waiting = "select count(*) from pg_stat_activity where datname = current_database() and application_name = 'batterycrm-app' and wait_event_type = 'Lock'";

    [Fact]
    public async Task SignIn_HundredAtOnceForALockedRow_LeaveTheConnectionsToTheOthers()
    {
        var (email, colleague) = (await OperatorAsync(), await OperatorAsync());
        await using var holder = await node.Database.OwnerSources.App.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var hold = new Npgsql.NpgsqlCommand($"select from operators where email = '{email}' for update", holder, transaction)) await hold.ExecuteNonQueryAsync();
        await using var superuser = Npgsql.NpgsqlDataSource.Create(node.Database.ConnectionString);
        await using var question = superuser.CreateCommand(Waiting);
        using var crowd = node.NewBrowser();

        // Until all have either been answered or hold a connection.
        var posts = Enumerable.Range(0, 100).Select(_ => crowd.SignInAsync(email, Given.Password)).ToList();
        using var limit = new CancellationTokenSource(Patience);
        var (waiting, most) = (0L, 0L);
        while (posts.Count(p => p.IsCompleted) + waiting < 95)
        {
            limit.Token.ThrowIfCancellationRequested();
            waiting = (long)(await question.ExecuteScalarAsync())!;
            most = Math.Max(most, waiting);
        }

        Assert.Equal(1, most);
        using var browser = await node.SignedInAsync(colleague);
        using var page = await browser.OpenAsync("/profile/two-factor");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);

        await transaction.RollbackAsync();
        var answers = await Task.WhenAll(posts);
        Assert.All(answers, a => Assert.True(a.StatusCode is HttpStatusCode.SeeOther or HttpStatusCode.TooManyRequests, a.StatusCode.ToString()));
        var refused = answers.First(a => a.StatusCode == HttpStatusCode.TooManyRequests);
        var text = await refused.ReadAsync();
        Assert.Contains("Слишком много попыток входа сразу", text, StringComparison.Ordinal);
        Assert.Contains($"value=\"{email}\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Given.Password, text, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task SignIn_ThousandsAtOnceForAnybody_AreTurnedAwayInTheBrowsersLanguage()
    {
        using var crowd = node.NewBrowser();
        using var choice = await crowd.OpenAsync("/language/en");

        // Each of them costs a slow hash; more than are worked on and wait.
        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => crowd.SignInAsync($"ghost-{i}@demo.test", "wrong-password")));

        Assert.All(answers, a => Assert.True(a.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests, a.StatusCode.ToString()));
        Assert.InRange(answers.Count(a => a.StatusCode == HttpStatusCode.Unauthorized), 80, 399);
        var text = await answers.First(a => a.StatusCode == HttpStatusCode.TooManyRequests).ReadAsync();
        Assert.Contains("Too many attempts to sign in at once", text, StringComparison.Ordinal);
        Assert.Contains("value=\"ghost-", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_EightAtOnce_AreAnsweredAlikeForAKnownLoginAndForOneThatNobodyHas()
    {
        using var hasher = new SlowHasher();
        var slow = new ConsoleNode { Configure = services => services.AddSingleton<IPasswordHasher<Operator>>(hasher) };
        await slow.InitializeAsync();
        await slow.Database.Given.OperatorAsync(await slow.Database.Given.TenantAsync(), email: "known@demo.test");
        using var crowd = slow.NewBrowser();

        var known = await EightAsync(crowd, hasher, "known@demo.test");
        var unknown = await EightAsync(crowd, hasher, "ghost@demo.test");

        // One at a time and four who wait; of these five the fifth wrong password locks.
        Assert.Equal(["Busy", "Busy", "Busy", "Locked", "Wrong", "Wrong", "Wrong", "Wrong"], known);
        Assert.Equal(known, unknown);
        await slow.DisposeAsync();
    }

    [Theory]
    [InlineData("/sign-in")]
    [InlineData("/sign-in/code")]
    [InlineData("/profile/two-factor/off")]
    public async Task Post_Over64Kilobytes_Is413WhetherItSaysItsLengthOrNot(string path)
    {
        using var browser = await node.SignedInAsync(await OperatorAsync());

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(browser, path, 70_000, isChunked: false));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(browser, path, 70_000, isChunked: true));
        Assert.NotEqual(HttpStatusCode.RequestEntityTooLarge, await PostAsync(browser, path, 60_000, isChunked: true));
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient browser, string path, int bytes, bool isChunked)
    {
        using var content = new StringContent("login=a&code=1&password=" + new string('x', bytes), Encoding.ASCII, "application/x-www-form-urlencoded");
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = content };
        request.Headers.TransferEncodingChunked = isChunked;
        using var answer = await browser.SendAsync(request);
        return answer.StatusCode;
    }

    // How eight wrong passwords sent at once are answered, when the first is still at work until it is clear what becomes of the others.
    private static async Task<string[]> EightAsync(HttpClient crowd, SlowHasher hasher, string login)
    {
        var threeAnswered = new TaskCompletionSource();
        var answered = 0;
        var eightAtWork = hasher.HoldAsync(8);
        var ends = Enumerable.Range(0, 8).Select(async _ =>
        {
            using var answer = await crowd.SignInAsync(login, "wrong-password");
            if (Interlocked.Increment(ref answered) == 3) threeAnswered.TrySetResult();
            var page = await answer.ReadAsync();
            return page.Contains(SignInTexts.Busy, StringComparison.Ordinal) ? "Busy" : page.Contains(SignInTexts.WrongPair, StringComparison.Ordinal) ? "Wrong" : "Locked";
        }).ToList();
        await Task.WhenAny(threeAnswered.Task, eightAtWork).WaitAsync(Patience);
        hasher.Release();
        return [.. (await Task.WhenAll(ends)).Order(StringComparer.Ordinal)];
    }

    /// <summary>Works until it is let go.</summary>
    private sealed class SlowHasher : PasswordHasher<Operator>, IDisposable
    {
        private readonly ManualResetEventSlim gate = new(initialState: true);
        private TaskCompletionSource full = new();
        private int free;

        /// <summary>Completes when so many are at work at once.</summary>
        public Task HoldAsync(int count)
        {
            (full, free) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), count);
            gate.Reset();
            return full.Task;
        }

        public void Release() => gate.Set();

        public void Dispose() => gate.Dispose();

        public override PasswordVerificationResult VerifyHashedPassword(Operator user, string hashedPassword, string providedPassword)
        {
            if (Interlocked.Decrement(ref free) == 0) full.TrySetResult();
            gate.Wait(Patience);
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }

    private async Task<string> OperatorAsync()
    {
        var email = $"{Ids.New():N}@demo.test";
        await node.Database.Given.OperatorAsync(await node.Database.Given.TenantAsync(), email: email);
        return email;
    }
}
