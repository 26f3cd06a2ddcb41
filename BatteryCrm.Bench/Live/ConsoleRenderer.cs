using System.Globalization;
using System.Security.Claims;
using BatteryCrm.Web.Shell;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.RenderTree;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

// Only a renderer sees the batches, and its types may change with the framework: then this file does.
#pragma warning disable BL0006

namespace BatteryCrm.Bench.Live;

/// <summary>
/// One console without a browser: the whole page as a circuit has it, in a scope and an order of its own, to the produced render batch. Of each batch it looks at
/// the texts, which hold what was inserted or has changed.
/// </summary>
internal sealed class ConsoleRenderer : Renderer, IAsyncDisposable
{
    private const string Address = "http://127.0.0.1/";
    private readonly AsyncServiceScope scope;
    private readonly Action<string> shown;
    private Exception? failure;

    private ConsoleRenderer(AsyncServiceScope scope, Action<string> shown)
        : base(scope.ServiceProvider, scope.ServiceProvider.GetRequiredService<ILoggerFactory>()) => (this.scope, this.shown) = (scope, shown);

    public override Dispatcher Dispatcher { get; } = Dispatcher.CreateDefault();

    /// <summary>Batches produced so far.</summary>
    public int Batches { get; private set; }

    protected override RendererInfo RendererInfo { get; } = new("Server", isInteractive: true);

    /// <summary>Opens a page for an operator.</summary>
    /// <param name="path">Without a leading slash.</param>
    /// <param name="shown">Told of each text of each batch, in the console's order; must be quick.</param>
    public static async Task<ConsoleRenderer> OpenAsync(IServiceProvider services, ClaimsPrincipal person, string path, Action<string> shown)
    {
        var own = services.CreateAsyncScope();
        var provider = own.ServiceProvider;
        ((IHostEnvironmentNavigationManager)provider.GetRequiredService<NavigationManager>()).Initialize(Address, Address + path);
        ((IHostEnvironmentAuthenticationStateProvider)provider.GetRequiredService<AuthenticationStateProvider>()).SetAuthenticationState(Task.FromResult(new AuthenticationState(person)));
        var console = new ConsoleRenderer(own, shown);
        await console.Dispatcher.InvokeAsync(async () =>
        {
            CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("ru");
            var root = console.InstantiateComponent(typeof(Routes));
            await console.RenderRootComponentAsync(console.AssignRootComponentId(root));
        });
        console.ThrowIfBroken();
        return console;
    }

    public void ThrowIfBroken()
    {
        if (failure is not null) throw new BenchFailedException($"A console broke: {failure}");
    }

    protected override Task UpdateDisplayAsync(in RenderBatch renderBatch)
    {
        Batches++;
        var frames = renderBatch.ReferenceFrames;
        for (var i = 0; i < frames.Count; i++)
            if (frames.Array[i].FrameType == RenderTreeFrameType.Text) shown(frames.Array[i].TextContent);
        return Task.CompletedTask;
    }

    protected override void HandleException(Exception exception) => failure ??= exception;

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await Dispatcher.InvokeAsync(async () => await base.DisposeAsync());
        await scope.DisposeAsync();
    }
}
