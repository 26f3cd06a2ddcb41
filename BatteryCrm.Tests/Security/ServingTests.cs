using System.Net;
using BatteryCrm.Tests.Support;

namespace BatteryCrm.Tests.Security;

/// <summary>The serving process itself: when it refuses to start, and what it says before it can work.</summary>
[Collection(Alone.Name)]
public sealed class ServingTests
{
    private static readonly Dictionary<string, string?> AnyPort = new(StringComparer.Ordinal) { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" };

    [Theory]
    [InlineData("App")]
    [InlineData("Worker")]
    [InlineData("Platform")]
    public async Task Start_WithASuperuserInAnyPlace_EndsWithOneSentence(string place)
    {
        await using var database = await TestDatabase.CreateAsync();

        var end = await WebProcess.RunAsync(database.ConnectionString, [], new Dictionary<string, string?>(AnyPort) { ["ConnectionStrings__" + place] = database.ConnectionString })
            .WaitAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(1, end.ExitCode);
        Assert.Contains("is a superuser", end.Error, StringComparison.Ordinal);
        Assert.Single(end.Error.Trim().Split('\n'));
        Assert.DoesNotContain("Now listening", end.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithoutADatabaseSetting_SaysWhatToSet()
    {
        var end = await WebProcess.RunAsync(string.Empty, [], AnyPort);

        Assert.Equal(1, end.ExitCode);
        Assert.Contains("ConnectionStrings__Default", end.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WhileTheDatabasesNameDoesNotResolve_WaitsAndSays503()
    {
        await using var web = await WebProcess.StartAsync("Host=no-such-name.invalid;Username=u;Password=p;Database=d", untilReady: false);
        using var http = new HttpClient { BaseAddress = web.Address };
        async Task<HttpStatusCode> AskAsync(string path)
        {
            using var answer = await http.OpenAsync(path);
            return answer.StatusCode;
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync("/"));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync("/health/ready"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync("/health/live"));
        Assert.Equal(0, await web.StopAsync());
    }

    [Fact]
    public async Task Start_OnABusyPort_SaysSo()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var first = await WebProcess.StartAsync(database.ConnectionString);

        var second = await WebProcess.RunAsync(database.ConnectionString, [], new Dictionary<string, string?>(StringComparer.Ordinal) { ["ASPNETCORE_URLS"] = first.Address.ToString() });

        Assert.Equal(1, second.ExitCode);
        Assert.Contains("address already in use", second.Error, StringComparison.Ordinal);
    }
}
