using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace BatteryCrm.Bench.Intake;

/// <summary>
/// Telegram updates of many persons, made beforehand: only the digits of update_id and message_id change from one to the next, in place, so that making
/// traffic costs the shared cores next to nothing. Not for several threads.
/// </summary>
internal sealed class TelegramTraffic
{
    public const int Persons = 2000;
    private const int TextsOfEach = 8;
    private const long FirstPerson = 7_000_001;
    private const long FirstId = 100_000_001;

    private static readonly string[] Texts =
    [
        "Здравствуйте, сколько стоит поменять экран на айфон 13?", "батарея не держит, 14 про", "Добрый день! У меня есть свой дисплей на А54, поставите?",
        "Утопил телефон вчера, редми нот 12, не включается", "Есть у вас iPhone 14 в наличии?", "Возьмёте мой 12 в трейд-ин?", "Здравствуйте",
        "во сколько закрываетесь и где вы?", "Актуально? ремонт дисплея s23", "Алло, тут это, зарядка на самсунг с двадцать третьем только под углом работает",
        "Садится за 3 часа",
    ];

    private readonly Template[] templates;
    private int next;

    public TelegramTraffic(Guid channel, string secret, int port)
    {
        var date = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - 1;
        templates = [.. Enumerable.Range(0, Persons * TextsOfEach).Select(i => new Template(channel, secret, port, FirstPerson + (i % Persons), Texts[i % Texts.Length], date))];
    }

    /// <summary>The next message; its bytes stay valid until the same template comes round again.</summary>
    public Update Next()
    {
        var number = next++;
        var template = templates[number % templates.Length];
        template.Number(FirstId + number);
        return new Update(template, FirstId + number);
    }

    /// <summary>One message: as the request that carries it and in the parts that are stored of it.</summary>
    internal readonly record struct Update(Template Template, long Id)
    {
        public ReadOnlyMemory<byte> Request => Template.Bytes;

        public byte[] Body => Template.Bytes.AsSpan(Template.BodyAt).ToArray();

        /// <summary>update_id and message_id alike.</summary>
        public string Key => Id.ToString(CultureInfo.InvariantCulture);
    }

    internal sealed class Template
    {
        private readonly int updateAt;
        private readonly int messageAt;

        public Template(Guid channel, string secret, int port, long person, string text, long date)
        {
            (Person, Text) = (person.ToString(CultureInfo.InvariantCulture), text);
            var name = "Клиент " + Person;
            var body = JsonSerializer.SerializeToUtf8Bytes(new
            {
                update_id = FirstId,
                message = new
                {
                    message_id = FirstId,
                    from = new { id = person, is_bot = false, first_name = name, username = "client" + Person, language_code = "ru" },
                    chat = new { id = person, first_name = name, username = "client" + Person, type = "private" },
                    date,
                    text,
                },
            });
            var head = string.Create(CultureInfo.InvariantCulture,
                $"POST /webhooks/telegram/{channel} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\nX-Telegram-Bot-Api-Secret-Token: {secret}\r\nContent-Length: {body.Length}\r\n\r\n");
            Bytes = [.. Encoding.ASCII.GetBytes(head), .. body];
            BodyAt = head.Length;
            updateAt = BodyAt + "{\"update_id\":".Length;
            messageAt = BodyAt + body.AsSpan().IndexOf("\"message_id\":"u8) + "\"message_id\":".Length;
        }

        /// <summary>The whole request.</summary>
        public byte[] Bytes { get; }

        public int BodyAt { get; }

        /// <summary>The platform's id of who writes, and of the chat.</summary>
        public string Person { get; }

        public string Text { get; }

        public void Number(long id)
        {
            Utf8Formatter.TryFormat(id, Bytes.AsSpan(updateAt), out _);
            Utf8Formatter.TryFormat(id, Bytes.AsSpan(messageAt), out _);
        }
    }
}
