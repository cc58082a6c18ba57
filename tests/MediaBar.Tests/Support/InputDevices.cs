namespace MediaBar.Tests.Support;

/// <summary>With what an agent works. Every play of the use cases is played with both.</summary>
public enum InputDevice
{
    /// <summary>Clicks.</summary>
    Mouse,

    /// <summary>No mouse at all: Tab to get somewhere, Enter, Space and arrows once there.</summary>
    Keyboard,
}

/// <summary>What hands do.</summary>
internal interface IInputDevice
{
    /// <summary>Presses a button.</summary>
    Task PressAsync(ILocator button);

    /// <summary>Chooses one of several radio buttons.</summary>
    Task ChooseAsync(ILocator radio);

    /// <summary>Goes to a field and writes.</summary>
    Task WriteAsync(ILocator field, string text);
}

/// <inheritdoc cref="InputDevice.Mouse"/>
internal sealed class MouseInput : IInputDevice
{
    public Task PressAsync(ILocator button) => button.ClickAsync();

    public Task ChooseAsync(ILocator radio) => radio.CheckAsync();

    public async Task WriteAsync(ILocator field, string text)
    {
        await field.ClickAsync();
        await field.PressSequentiallyAsync(text);
    }
}

/// <inheritdoc cref="InputDevice.Keyboard"/>
internal sealed class KeyboardInput(IPage page) : IInputDevice
{
    private const int MaxStops = 150;

    public async Task PressAsync(ILocator button)
    {
        await ReachAsync(button);
        await page.Keyboard.PressAsync("Enter");
    }

    public async Task ChooseAsync(ILocator radio)
    {
        // Radio buttons of a name are one stop; arrows go from one to the next.
        await ReachAsync(
            radio.Page.GetByRole(AriaRole.Radio),
            each => each.EvaluateAllAsync<bool>("them => them.some(it => it.getRootNode().activeElement === it)")
        );
        for (var stop = 0; stop < MaxStops; stop++)
        {
            if (await IsFocusedAsync(radio))
            {
                await page.Keyboard.PressAsync("Space");
                return;
            }

            await page.Keyboard.PressAsync("ArrowDown");
        }

        Assert.Fail($"The arrows do not reach {radio}.");
    }

    public async Task WriteAsync(ILocator field, string text)
    {
        await ReachAsync(field);
        await page.Keyboard.TypeAsync(text);
    }

    private Task ReachAsync(ILocator there) => ReachAsync(there, IsFocusedAsync);

    private async Task ReachAsync(ILocator there, Func<ILocator, Task<bool>> isThere)
    {
        for (var stop = 0; stop < MaxStops; stop++)
        {
            if (await isThere(there))
            {
                return;
            }

            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"Tab does not reach {there}.");
    }

    private static Task<bool> IsFocusedAsync(ILocator element) =>
        element.EvaluateAsync<bool>("it => it.getRootNode().activeElement === it");
}
