using System.Globalization;
using BatteryCrm.Data.Tenants;
using BatteryCrm.Web.Live;
using BatteryCrm.Web.Parts;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;

namespace BatteryCrm.Tests.Parts;

public sealed class LiveComponentTests : BunitContext
{
    private static readonly LiveBatch Batch = new([], [], Counts: null, [], Resync: false);
    private readonly HandLive live = new();

    public LiveComponentTests()
    {
        var tenant = new CurrentTenant();
        tenant.Set(Guid.Empty);
        Services.AddSingleton<ILive>(live).AddSingleton(tenant);
    }

    // Batches come from a thread of the pool, whose language is the process's.
    [Fact]
    public async Task Batch_FromAnotherThread_ComesInTheOperatorsLanguage()
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        var part = Render<Part>().Instance;

        Task delivery;
        using (ExecutionContext.SuppressFlow())
        {
            delivery = Task.Run(() =>
            {
                CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("ru");
                return live.DeliverAsync(Batch);
            });
        }

        await delivery;

        Assert.Equal(["en"], part.Languages);
    }

    [Fact]
    public async Task Batch_ThatIsHandledForLong_HoldsTheNextOneBack()
    {
        var part = Render<Part>().Instance;
        part.Gate = new TaskCompletionSource();

        var delivery = live.DeliverAsync(Batch);
        Assert.False(delivery.IsCompleted);

        part.Gate.SetResult();
        await delivery;
    }

    [Fact]
    public async Task Failure_OfTheHandler_GoesToTheErrorBoundaryAndNotToTheNode()
    {
        var boundary = Render<ErrorBoundary>(p => p.Add(b => b.ChildContent, Child()).Add(b => b.ErrorContent, e => b => b.AddContent(0, e.Message)));
        boundary.FindComponent<Part>().Instance.Failure = new InvalidOperationException("broken");

        await live.DeliverAsync(Batch);

        boundary.WaitForAssertion(() => Assert.Equal("broken", boundary.Markup));
    }

    [Fact]
    public async Task Disposed_Part_HearsNothingMore()
    {
        var part = Render<Part>().Instance;

        await DisposeComponentsAsync();

        Assert.True(live.IsDisposed);
        await live.DeliverAsync(Batch);
        Assert.Empty(part.Languages);
    }

    private static RenderFragment Child() => builder =>
    {
        builder.OpenComponent<Part>(0);
        builder.CloseComponent();
    };

    private sealed class Part : LiveComponent
    {
        public List<string> Languages { get; } = [];

        public TaskCompletionSource? Gate { get; set; }

        public Exception? Failure { get; set; }

        protected override void BuildRenderTree(RenderTreeBuilder builder) => builder.AddContent(0, "part");

        protected override async Task OnLiveAsync(LiveBatch batch)
        {
            Languages.Add(CultureInfo.CurrentUICulture.Name);
            if (Failure is not null) throw Failure;
            if (Gate is not null) await Gate.Task;
        }
    }
}

/// <summary>A node whose batches a test delivers itself.</summary>
internal sealed class HandLive : ILive
{
    private Func<LiveBatch, Task>? deliver;

    public LiveState State { get; private set; } = new(LiveHealth.Connected, TimeSpan.Zero);

    public event Action? StateChanged;

    public bool IsDisposed { get; private set; }

    public Guid? Subscriber { get; private set; }

    public IDisposable Subscribe(Guid tenantId, Func<LiveBatch, Task> deliver)
    {
        (this.deliver, Subscriber) = (deliver, tenantId);
        return new Subscription(this);
    }

    public Task DeliverAsync(LiveBatch batch) => deliver!(batch);

    public void Become(LiveState state)
    {
        State = state;
        StateChanged?.Invoke();
    }

    private sealed class Subscription(HandLive live) : IDisposable
    {
        public void Dispose() => live.IsDisposed = true;
    }
}
