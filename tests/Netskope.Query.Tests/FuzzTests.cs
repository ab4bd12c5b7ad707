using System.Text;
using Netskope.Testing;
using Netskope.Testing.Naive;

namespace Netskope.Query.Tests;

/// <summary>Whatever the text, there is an answer, within a number of steps that is a multiple of its length.</summary>
public sealed class FuzzTests
{
    const string Alphabet = "()[]'\"=<>~!, \t\nandornoteqinfrmtlk._-/@:\\%;&|*#\0\u00a0\u2018\ud83d\ude00é0123456789";

    [Fact(Timeout = TestDepth.Timeout)]
    public void AnyText_HasAnAnswer_InStepsLinearInItsLength()
    {
        var answers = (Queries: 0, Errors: 0);
        Properties.ForAllSeeds(5 * Properties.Cases / 2, seed =>
        {
            var text = Text(new Random(seed));
            if (Answer(text)) answers.Queries++;
            else answers.Errors++;
            return true;
        });

        if (!Properties.AreMany) return;
        answers.Queries.ShouldBeGreaterThan(Properties.Cases / 20, "enough of them have to parse");
        answers.Errors.ShouldBeGreaterThan(Properties.Cases / 20, "enough of them have to fail");
    }

    [Theory]
    [InlineData("(")]
    [InlineData("not (")]
    [InlineData("user eq a and ")]
    [InlineData("user eq a b ")]
    [InlineData("a ")]
    [InlineData("x in [")]
    [InlineData("'")]
    [InlineData("\\")]
    [InlineData("user eq '")]
    [InlineData("user in [a,")]
    [InlineData("user eq a\t\t\t\t")]
    [InlineData("user from a to ")]
    [InlineData("= ")]
    [InlineData(" ")]
    public void Repetition_StaysLinear(string piece)
    {
        for (var length = 1; length <= Math.Min(1 << 16, 4 * Properties.Cases); length *= 4)
        {
            var text = string.Concat(Enumerable.Repeat(piece, length));
            Answer(text);
            Answer("user eq a and " + text);
            Answer("user in [" + text);
            Answer("user eq " + text);
        }
    }

    static bool Answer(string text)
    {
        var isQuery = ParsedQuery.TryParse(text, out var query, out var error, out var steps);
        steps.ShouldBeLessThanOrEqualTo((6 * text.Length) + 100, text.Length <= 300 ? text : text[..300]);
        if (isQuery)
        {
            Queries.Parsed(query!.Canonical).Condition.ShouldBe(query.Condition, text);
            if (V2Print.TryPrint(query.Condition, out var v2, out _)) v2.Length.ShouldBeLessThanOrEqualTo(33_000 + (8 * text.Length));
        }
        else
        {
            error!.Position.ShouldBeInRange(0, text.Length);
            error.Length.ShouldBeGreaterThan(0);
            error.Show(text).Length.ShouldBeLessThan(800);
        }

        return isQuery;
    }

    static string Text(Random random) => random.Next(3) switch
    {
        0 => Encoding.UTF8.GetString(Bytes(random)),
        1 => string.Create(random.Next(60), random, static (text, random) =>
        {
            foreach (ref var c in text) c = Alphabet[random.Next(Alphabet.Length)];
        }),
        _ => Mutated(random),
    };

    static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(60)];
        random.NextBytes(bytes);
        return bytes;
    }

    static string Mutated(Random random)
    {
        var text = new StringBuilder(Spelling.Of(Testing.Naive.Conditions.Next(random), random));
        for (var count = random.Next(4); count > 0 && text.Length > 0; count--)
        {
            var at = random.Next(text.Length);
            if (random.Next(3) == 0) text.Remove(at, Math.Min(random.Next(1, 6), text.Length - at));
            else if (random.Next(2) == 0) text.Insert(at, Alphabet[random.Next(Alphabet.Length)]);
            else text.Insert(at, text.ToString(at, Math.Min(random.Next(1, 30), text.Length - at)));
        }

        return text.ToString();
    }
}
