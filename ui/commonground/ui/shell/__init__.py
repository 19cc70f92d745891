"""The shell of every page: engine, layouts, macros, forms, errors, languages, static files.

A page. The edge has put a `Shell` (council, person, navigation); the handler returns a `Page`:

    @get("/tracker", opt=…)
    async def tracker(work: Work) -> Page:
        return Page("tracker/index.html", await tracker_view(work), block="results")

and `ui/tracker/templates/tracker/index.html` says

    {% extends "layouts/staff.html" %}
    {% from "shell/macros.html" import title_bar, pagination %}
    {% set page_heading = _("Tracker") %}                      {# h1 and <title> #}
    {% block content %}{{ title_bar(page_heading) }}
    {% block results %}<div id="results" data-say="{{ view.summary }}">…</div>{% endblock %}
    {% endblock %}

A fragment is a block of the page. When htmx asks for a part, only `block` is rendered, with the template's own
imports and `set`s, so nothing is written twice. Elements ask for it with `{{ hx(get="/tracker",
target="#results", swap="outerHTML", push_url="true") }}`, which also puts the nonce in. The part's outermost
element keeps its id; `data-say` is read out; interactive elements in it have stable ids.

A form. Declare questions, read them, and show the same page again when something is wrong (the status is 422
by itself):

    class DecideForm(Form):
        outcome = Radios(lazy("What happens to it?"), OUTCOMES, required=lazy("Choose what happens to it"))
        why = TextArea(lazy("Why"), most=2000, required=lazy("Say why in two sentences"))

    form = await DecideForm.read(request)
    if not form.validate():
        return Page("screening/detail.html", view, form=form, block="decide")
    await decide(work, …)                        # refused after all? form.why.refuse("…") and show again
    return redirect(request, "/tracker", gettext("Decision saved"))

    <form id="decide-form" method="post" action="…" autocomplete="off" novalidate>{{ csrf_input() }}
    {{ error_summary(form) }}{{ form.outcome }}{{ form.why }}{{ button(_("Save decision")) }}</form>

What people typed never goes into a macro parameter ending in `html`, and never through `|safe`:
`commonground check templates` looks. Public texts go through `_()`, `ngettext()` or `lazy()`; see `i18n`."""
