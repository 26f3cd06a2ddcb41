using System.Collections.Concurrent;
using BatteryCrm.Tests.Support;
using Microsoft.Playwright;

namespace BatteryCrm.Tests.Journeys.ThirtyConversations;

/// <summary>
/// Somebody at the console without a mouse: keys to press, and eyes. The page itself is out of reach, so that nothing here can click; and the page tells of whatever was pointed at all the same.
/// </summary>
internal sealed class KeysOnly
{
    private const float Patience = 15_000;

    // The row that the queue is walked to; a Tab stop; what is being written.
    private const string Focused = "document.activeElement";

    // Where a row is, seen from the focus; "edge" = at the last one that is there while more are to come, "end" = at the last of all.
    private const string Look = """
        words => {
            const rows = [...document.querySelectorAll("[data-walk]")], now = rows.indexOf(document.activeElement), there = rows.findIndex((r) => r.textContent.includes(words));
            if (there >= 0) return there === now ? "here" : there < now ? "above" : "below";
            const queue = document.querySelector("crm-queue"), isEnd = queue.scrollTop + queue.clientHeight > queue.scrollHeight - 4;
            return now < 0 || (now > 0 && now < rows.length - 1) ? "on" : now === 0 ? (queue.scrollTop > 0 ? "edge" : "below") : isEnd ? "end" : "edge";
        }
        """;

    private readonly IPage page;
    private readonly ConcurrentQueue<string> pointed = new();

    private KeysOnly(IPage page)
    {
        this.page = page;
        // Asked for well before the key: a browser that nobody watches yet shuts its window of files at once.
        page.FileChooser += (_, window) => files?.TrySetResult(window);
    }

    private TaskCompletionSource<IFileChooser>? files;

    /// <summary>What a mouse, a wheel or a finger did on the page, as the browser saw it; empty for one who has none.</summary>
    public IReadOnlyCollection<string> Pointed => pointed;

    public string Address => page.Url;

    /// <summary>Takes the page over; from here on the browser tells of everything that is pointed at, on whatever document it comes to.</summary>
    public static async Task<KeysOnly> AtAsync(IPage page)
    {
        var keys = new KeysOnly(page);
        await page.ExposeFunctionAsync("pointedAt", (string what) => keys.pointed.Enqueue(what));
        await page.AddInitScriptAsync("""
            for (const kind of ["pointerdown", "mousedown", "touchstart", "wheel"])
                window.addEventListener(kind, (e) => e.isTrusted && window.pointedAt(`${kind} on <${e.target.nodeName.toLowerCase()}>`), { capture: true, passive: true });
            """);
        return keys;
    }

    /// <summary>Signs in as everybody does, with Tab and Enter, and waits for the queue.</summary>
    public static async Task<KeysOnly> SignInAsync(Browser browser, Uri address, string login, string password)
    {
        var fresh = await browser.NewPageAsync(address);
        var keys = await AtAsync(fresh);
        await fresh.GotoAsync("/sign-in");
        await keys.FocusedAsync("[name=login]");
        await keys.TypeAsync(login);
        await keys.TabToAsync("[name=password]");
        await keys.TypeAsync(password);
        await keys.PressAsync("Enter");
        await keys.SeesAsync("a[data-appeal]");
        return keys;
    }

    /// <param name="key">As Playwright names it: <c>KeyJ</c>, <c>Enter</c>, <c>Control+KeyK</c>.</param>
    public Task PressAsync(string key) => page.Keyboard.PressAsync(key);

    /// <summary>Types into what has the focus.</summary>
    public Task TypeAsync(string words) => page.Keyboard.TypeAsync(words);

    /// <summary>A key of the list behind "?": out of the field first, and once the page has something that answers to it.</summary>
    public async Task CommandAsync(string key)
    {
        await LeaveFieldAsync();
        var letter = key.StartsWith("Key", StringComparison.Ordinal) ? key[3..].ToLowerInvariant() : key == "Slash" ? "/" : key;
        await TrueAsync("k => [...document.querySelectorAll(`[data-key=\"${CSS.escape(k)}\"]`)].some(e => !e.disabled && e.checkVisibility())", letter, $"something that answers to {key}");
        await PressAsync(key);
    }

    /// <summary>Out of a field, as Esc does; nothing when the focus is elsewhere.</summary>
    public async Task LeaveFieldAsync()
    {
        if (await IsAsync(Focused + ".matches('textarea, input, select')")) await PressAsync("Escape");
        await TrueAsync($"() => !{Focused}.matches('textarea, input, select') && !document.querySelector('dialog[open], [popover]:popover-open, .mud-dialog-container')", null, "a free keyboard");
    }

    /// <summary>On to a Tab stop, as far as it is.</summary>
    /// <param name="css">What it is.</param>
    /// <param name="words">A part of what stands there; null = whatever does.</param>
    /// <returns>How often Tab was pressed.</returns>
    public async Task<int> TabToAsync(string css, string? words = null, bool back = false)
    {
        for (var pressed = 0; pressed <= 120; pressed++)
        {
            if (await page.EvaluateAsync<bool>($"([css, words]) => {Focused}.matches(css) && (!words || ({Focused}.textContent + ({Focused}.ariaLabel ?? '')).includes(words))", new[] { css, words })) return pressed;
            await PressAsync(back ? "Shift+Tab" : "Tab");
        }

        throw new InvalidOperationException($"'{css}' with '{words}' is not reached by {(back ? "Shift+Tab" : "Tab")}.");
    }

    /// <summary>Walks the queue by J and K to the row with these words: down to its end, and if it was not there, up again.</summary>
    public async Task WalkToAsync(string words)
    {
        await LeaveFieldAsync();
        await SeesAsync("[data-walk]");
        var isUp = false;
        for (var pressed = 0; pressed < 200; pressed++)
        {
            var look = await page.EvaluateAsync<string>(Look, words);
            if (look == "here") return;
            isUp = look switch { "above" => true, "below" => false, "end" => true, _ => isUp };
            await PressAsync(isUp ? "KeyK" : "KeyJ");
            // Rows come as they are needed; at the edge of those that are there the next ones are waited for.
            if (look == "edge") await TrueAsync("words => (" + Look + ")(words) !== 'edge'", words, $"more rows on the way to '{words}'");
        }

        throw new InvalidOperationException($"'{words}' is not reached by J and K.");
    }

    /// <summary>Walks to the row and opens it; what is open already gives the focus to its answer.</summary>
    public async Task OpenAsync(string words)
    {
        await WalkToAsync(words);
        await PressAsync("Enter");
        await OpenedAsync();
    }

    /// <summary>Finds it by the one box and opens the first hit.</summary>
    /// <param name="hit">A part of the row that must be the chosen one.</param>
    public async Task FindAsync(string words, string hit)
    {
        await PressAsync("Control+KeyK");
        await FocusedAsync("crm-palette input");
        await PressAsync("Control+KeyA");
        await TypeAsync(words);
        await SeesAsync("crm-palette:not([data-busy]) [aria-selected=true]", hit);
        await PressAsync("Enter");
        await GoneAsync("crm-palette dialog[open]");
    }

    /// <summary>The appeal of the address stands there and hears keys: its composer has the focus, or says why nothing can be written.</summary>
    public Task OpenedAsync() => TrueAsync(
        """
        () => {
            const id = /^\/appeals\/([0-9a-f-]{36})$/.exec(location.pathname)?.[1];
            if (!id || document.querySelector("crm-presence")?.dataset.appeal !== id || !document.querySelector("li[data-message]")) return false;
            return !!document.querySelector(".composer.shut") || document.activeElement.closest("crm-composer")?.dataset.appeal === id;
        }
        """,
        null,
        "an opened appeal");

    /// <summary>Answers from the composer, which has the focus, and waits until the field is free again.</summary>
    public async Task AnswerAsync(string words)
    {
        await TypeAsync(words);
        await SendAsync();
    }

    /// <summary>Sends what stands in the composer.</summary>
    public async Task SendAsync()
    {
        await FocusedAsync("crm-composer textarea");
        await PressAsync("Enter");
        await ValueAsync(string.Empty);
    }

    /// <summary>Goes to the answer's field; from a note as well.</summary>
    public async Task ToAnswerAsync()
    {
        await CommandAsync("KeyR");
        await FocusedAsync("crm-composer:not(.note) textarea");
    }

    /// <summary>Writes a note and leaves its field.</summary>
    /// <param name="mention">The first letters of a colleague's name, whom "@" and Tab put before the words.</param>
    public async Task NoteAsync(string words, string? mention = null)
    {
        await CommandAsync("KeyN");
        await FocusedAsync("crm-composer.note textarea");
        if (mention is not null)
        {
            await SeesAsync("crm-mentions [data-mention]");
            await TypeAsync("@" + mention);
            await SeesAsync("crm-mentions [data-first]");
            await PressAsync("Tab");
        }

        await TypeAsync(words);
        await PressAsync("Enter");
        await SeesAsync("li.note", words);
        await ValueAsync(string.Empty);
        await LeaveFieldAsync();
    }

    /// <summary>Opens a panel by its key and presses what stands in it under these words.</summary>
    public async Task PickAsync(string key, string panel, string words)
    {
        await CommandAsync(key);
        await OpenPanelAsync(panel);
        await TabToAsync($"{panel} a, {panel} button", words);
        await PressAsync("Enter");
    }

    /// <summary>The panel has opened and the focus is in it.</summary>
    public Task OpenPanelAsync(string panel) => TrueAsync($"css => {{ const p = document.querySelector(css); return p?.matches(':popover-open') && p.contains({Focused}); }}", panel, $"the open panel {panel}");

    /// <summary>The next window of files takes these; asked for before its key is pressed.</summary>
    public async Task ChooseAsync(Func<Task> press, params FilePayload[] chosen)
    {
        files = new TaskCompletionSource<IFileChooser>(TaskCreationOptions.RunContinuationsAsynchronously);
        await press();
        await (await files.Task.WaitAsync(TimeSpan.FromMilliseconds(Patience))).SetFilesAsync(chosen);
    }

    public Task ReloadAsync() => page.ReloadAsync();

    public Task SeesAsync(string css, string? words = null, float seconds = 15) =>
        page.Locator(css, new() { HasText = words }).First.WaitForAsync(new() { State = WaitForSelectorState.Visible, Timeout = seconds * 1000 });

    public Task GoneAsync(string css, string? words = null, float seconds = 15) =>
        page.Locator(css, new() { HasText = words }).First.WaitForAsync(new() { State = WaitForSelectorState.Hidden, Timeout = seconds * 1000 });

    public Task FocusedAsync(string css) => TrueAsync($"css => {Focused}.matches(css)", css, $"the focus on '{css}'");

    /// <summary>Where the focus is can be seen.</summary>
    public Task RingAsync() => TrueAsync("() => getComputedStyle(document.activeElement).outlineStyle === 'solid'", null, "a ring round what has the focus");

    /// <summary>The composer's field holds this text.</summary>
    public Task ValueAsync(string text) => TrueAsync("t => document.querySelector('crm-composer textarea')?.value === t", text, $"'{text}' in the composer");

    public Task<string> TextAsync(string css) => page.Locator(css).First.InnerTextAsync();

    public Task<int> CountAsync(string css, string? words = null) => page.Locator(css, new() { HasText = words }).CountAsync();

    /// <summary>Waits until an expression of the page is true.</summary>
    /// <param name="what">In words, for whoever reads that it never was.</param>
    public async Task TrueAsync(string expression, object? argument, string what)
    {
        try
        {
            await page.WaitForFunctionAsync(expression, argument, new() { Timeout = Patience });
        }
        catch (TimeoutException e)
        {
            var here = await page.EvaluateAsync<string>($"() => `${{{Focused}.outerHTML.slice(0, 160)}} at ${{location.pathname}}`");
            throw new InvalidOperationException($"Waited for {what}; the focus is on {here}.", e);
        }
    }

    /// <summary>A picture into the folder that BATTERYCRM_PICTURES names; nothing without it.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("BATTERYCRM_PICTURES") is { Length: > 0 } folder) await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png") });
    }

    private Task<bool> IsAsync(string expression) => page.EvaluateAsync<bool>("() => " + expression);
}
