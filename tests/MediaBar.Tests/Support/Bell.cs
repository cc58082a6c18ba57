using System.Text.Json;

namespace MediaBar.Tests.Support;

/// <summary>What the bell of a page does that is not in the page: its sound, and its notifications.</summary>
internal static class Bell
{
    // In turn with MediaBar's service worker: if `getNotifications` runs while a notification is being shown, Chromium deletes its record of
    // the notification and never returns it, although it is on the desktop.
    private const string Patiently = """
        async ({ count }) => {
          for (;;) {
            const shown = await navigator.locks.request('media-bar notifications', async () => {
              const workers = await navigator.serviceWorker.getRegistrations();
              return (await Promise.all(workers.map(worker => worker.getNotifications()))).flat();
            });
            if (shown.length === count) return shown.map(({ title, body, actions, lang, dir }) => [title, body, ...actions.map(({ title }) => title), lang, dir].join('|'));
            await new Promise(soon => setTimeout(soon, 20));
          }
        }
        """;

    // What decides whether a notification is shown.
    private const string Facts = """
        async () => JSON.stringify({
          hidden: document.hidden, focus: document.hasFocus(), permission: Notification.permission,
          ringing: document.querySelector('media-bar')?.shadowRoot?.querySelectorAll('[data-state=Alerting]').length,
          workers: (await navigator.serviceWorker.getRegistrations()).map(worker =>
            [worker.installing, worker.waiting, worker.active].map(it => it?.state ?? null)),
        })
        """;

    public static ILocator Of(AgentPage alice) => alice.Bar.Locator("[part~=ring]");

    /// <summary>Before the page has begun: whatever it plays is listened to where it leaves the page.</summary>
    public static Task ListenAsync(IPage page) =>
        page.AddInitScriptAsync(
            """
            const connect = AudioNode.prototype.connect;
            AudioNode.prototype.connect = function (to, ...more) {
              if (to === this.context.destination) {
                window.ears = new AnalyserNode(this.context, { fftSize: 8192 });
                connect.call(this, window.ears);
              }
              return connect.call(this, to, ...more);
            };
            """
        );

    /// <summary>Before the page has begun: nobody has clicked in it. Whoever drives a browser has, as far as the browser can tell.</summary>
    public static Task WasNotTouchedAsync(IPage page) =>
        page.AddInitScriptAsync(
            """
            let touched = false;
            for (const type of ['pointerdown', 'keydown']) addEventListener(type, () => touched = true, true);
            Object.defineProperty(UserActivation.prototype, 'hasBeenActive', { get: () => touched });
            """
        );

    /// <summary>Waits until the loudest that is heard lies between these, in Hz.</summary>
    public static async Task HearsAsync(IPage page, int from, int to)
    {
        var heard = page.EvaluateAsync<double>(
            """
            async ({ from, to }) => {
              for (;;) {
                const { ears } = window;
                if (ears?.context.state === 'running') {
                  const bins = new Float32Array(ears.frequencyBinCount);
                  ears.getFloatFrequencyData(bins);
                  const loudest = bins.indexOf(Math.max(...bins));
                  const hertz = loudest * ears.context.sampleRate / ears.fftSize;
                  if (bins[loudest] > -50 && hertz >= from && hertz <= to) return hertz;
                }
                await new Promise(soon => setTimeout(soon, 20));
              }
            }
            """,
            new { from, to }
        );
        Assert.InRange(await heard.WaitAsync(TestTimeout.Limit), from, to);
    }

    /// <summary>Whether sound is <c>running</c> or <c>suspended</c>; <see langword="null"/> where there never was any.</summary>
    public static Task<string?> SoundAsync(IPage page) =>
        page.EvaluateAsync<string?>(
            "async () => { await new Promise(soon => setTimeout(soon)); return window.ears?.context.state ?? null }"
        );

    /// <summary>The agent works in another window.</summary>
    public static async Task LookAwayAsync(IPage page)
    {
        await (await page.Context.NewCDPSessionAsync(page)).SendAsync(
            "Emulation.setFocusEmulationEnabled",
            new Dictionary<string, object> { ["enabled"] = false }
        );
        await (await page.Context.NewPageAsync()).BringToFrontAsync();
        await page.EvaluateAsync("async () => { while (document.hasFocus()) await new Promise(soon => setTimeout(soon, 20)) }")
            .WaitAsync(TestTimeout.Limit);
    }

    /// <summary>The agent is back.</summary>
    public static Task LookAsync(IPage page) => page.BringToFrontAsync();

    /// <summary>From now on the desktop needs time to show a notification.</summary>
    public static Task SlowDownAsync(IPage page) =>
        InWorkerAsync(
            page,
            """
            const { showNotification } = registration;
            registration.showNotification = async (...what) => {
              await new Promise(later => setTimeout(later, 500));
              await showNotification.apply(registration, what);
            };
            """
        );

    /// <summary>Waits until there are so many notifications with a button, each as <c>title|body|button|language|direction</c>.</summary>
    public static async Task<string[]> NotificationsAsync(IPage page, int count)
    {
        try
        {
            return await page.EvaluateAsync<string[]>(Patiently, new { count }).WaitAsync(TestTimeout.Limit);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"There are not {count} notifications. The page: {await page.EvaluateAsync<string>(Facts)}", late);
        }
    }

    /// <summary>
    /// The agent presses a button of the notification. A browser without a desktop has no hand for that, so its worker is told what one
    /// would tell it.
    /// </summary>
    public static Task PressAsync(IPage page, string action) =>
        InWorkerAsync(
            page,
            $$"""
            registration.getNotifications().then(
              ([notification]) => dispatchEvent(new NotificationEvent('notificationclick', { notification, action: '{{action}}' })));
            """
        );

    /// <summary>Nothing is left that could show one.</summary>
    public static Task AssertNoWorkerAsync(IPage page) =>
        page.EvaluateAsync(
                "async () => { while ((await navigator.serviceWorker.getRegistrations()).length) await new Promise(soon => setTimeout(soon, 20)) }"
            )
            .WaitAsync(TestTimeout.Limit);

    // Detaches after the result, because a script that has not been evaluated before may be dropped.
    private static async Task InWorkerAsync(IPage page, string script)
    {
        var browser = await page.Context.Browser!.NewBrowserCDPSessionAsync();
        var site = new Uri(page.Url).GetLeftPart(UriPartial.Authority);
        var targets = await browser.SendAsync("Target.getTargets");
        var worker = targets!
            .Value.GetProperty("targetInfos")
            .EnumerateArray()
            .Single(target =>
                target.GetProperty("type").GetString() == "service_worker"
                && target.GetProperty("url").GetString()!.StartsWith(site, StringComparison.Ordinal)
            );
        var session = await browser.SendAsync(
            "Target.attachToTarget",
            new() { ["targetId"] = worker.GetProperty("targetId").GetString()!, ["flatten"] = false }
        );
        var result = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        browser.Event("Target.receivedMessageFromTarget").OnEvent += (_, received) =>
            result.TrySetResult(received!.Value.GetProperty("message").GetString()!);
        await browser.SendAsync(
            "Target.sendMessageToTarget",
            new()
            {
                ["sessionId"] = session!.Value.GetProperty("sessionId").GetString()!,
                ["message"] = JsonSerializer.Serialize(
                    new
                    {
                        id = 1,
                        method = "Runtime.evaluate",
                        @params = new { expression = script, awaitPromise = true },
                    }
                ),
            }
        );
        Assert.DoesNotContain("exceptionDetails", await result.Task.WaitAsync(TestTimeout.Limit), StringComparison.Ordinal);
        await browser.DetachAsync();
    }
}
