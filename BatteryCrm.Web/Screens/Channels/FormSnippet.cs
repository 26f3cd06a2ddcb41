using System.Text.Encodings.Web;
using System.Text.Json;

namespace BatteryCrm.Web.Screens.Channels;

/// <summary>A form for the shop's site, to be pasted as it is: posts to the channel and says how it went.</summary>
public static class FormSnippet
{
    // The values stand in a script: "</script>" in one would end it.
    private static readonly JsonSerializerOptions Safe = new() { Encoder = JavaScriptEncoder.Default };

    public static string Of(string address, string formKey) => $$"""
        <form id="battery-crm">
          <input name="name" placeholder="{{ChannelsTexts.SnippetName}}" autocomplete="name">
          <input name="phone" type="tel" placeholder="{{ChannelsTexts.SnippetPhone}}" autocomplete="tel" required>
          <textarea name="message" placeholder="{{ChannelsTexts.SnippetMessage}}"></textarea>
          <button>{{ChannelsTexts.SnippetSend}}</button>
          <output></output>
        </form>
        <script>
        document.getElementById("battery-crm").addEventListener("submit", async (event) => {
          event.preventDefault();
          const form = event.target, said = form.querySelector("output");
          form.dataset.id ??= crypto.randomUUID();
          const fields = { ...Object.fromEntries(new FormData(form)), form_key: {{JsonSerializer.Serialize(formKey, Safe)}}, submission_id: form.dataset.id, page: location.href, referrer: document.referrer };
          for (const [name, value] of new URLSearchParams(location.search)) if (name.startsWith("utm_")) fields[name] = value;
          try {
            const answer = await fetch({{JsonSerializer.Serialize(address, Safe)}}, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(fields) });
            if (!answer.ok) throw new Error(answer.status);
            form.reset();
            delete form.dataset.id;
            said.textContent = {{JsonSerializer.Serialize(ChannelsTexts.SnippetSent, Safe)}};
          } catch {
            said.textContent = {{JsonSerializer.Serialize(ChannelsTexts.SnippetFailed, Safe)}};
          }
        });
        </script>
        """;
}
