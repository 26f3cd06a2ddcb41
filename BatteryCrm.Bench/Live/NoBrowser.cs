using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.JSInterop;

namespace BatteryCrm.Bench.Live;

/// <summary>
/// Where a browser would be. It answers one thing: a virtualised list is told that its window is so high that every row is in it – the most that a console can
/// have to render.
/// </summary>
internal sealed class NoBrowser : IJSRuntime, INavigationInterception, IScrollToLocationHash
{
    private const float WindowHeight = 64 * 60;

    public ValueTask<TValue> InvokeAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TValue>(string identifier, object?[]? args) =>
        InvokeAsync<TValue>(identifier, CancellationToken.None, args);

    public ValueTask<TValue> InvokeAsync<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TValue>(
        string identifier, CancellationToken cancellationToken, object?[]? args)
    {
        if (identifier == "Blazor._internal.Virtualize.init") _ = ShowAsync(args![0]!);
        return default;
    }

    public Task EnableNavigationInterceptionAsync() => Task.CompletedTask;

    public Task RefreshScrollPositionForHash(string locationAbsolute) => Task.CompletedTask;

    // The framework's own callback has no public name. It comes later, as over a connection, and in the console's own order.
    private static async Task ShowAsync(object reference)
    {
        await Task.Yield();
        var list = reference.GetType().GetProperty("Value")!.GetValue(reference)!;
        list.GetType().GetMethod("OnSpacerAfterVisible")!.Invoke(list, [0f, 0f, WindowHeight]);
    }
}
