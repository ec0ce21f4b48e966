//! The reference of the API as one page, made from its description: no script, nothing from elsewhere.

use std::fmt::Write as _;

use data_encoding::BASE64;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

/// How it looks, wide and narrow, in daylight and at night.
const STYLE: &str = include_str!("reference/style.css");

/// The page, and the policy under which it may show its own style and nothing else.
pub(crate) struct Reference {
    /// The page, in HTML.
    pub(crate) page: String,
    /// Its content security policy.
    pub(crate) policy: String,
}

impl Reference {
    /// The reference of an API by its OpenAPI description.
    pub(crate) fn of(api: &Value) -> Self {
        let hash = BASE64.encode(&Sha256::digest(STYLE.as_bytes()));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        );
        Self { page: page(api), policy }
    }
}

/// An operation with its address.
struct Operation<'a> {
    method: &'a str,
    path: &'a str,
    told: &'a Value,
}

impl Operation<'_> {
    /// Where it stands on the page.
    fn anchor(&self) -> String {
        anchor(&format!("{} {}", self.method, self.path))
    }

    fn tag(&self) -> &str {
        text(self.told, "/tags/0")
    }
}

fn page(api: &Value) -> String {
    let operations = operations(api);
    let mut tags: Vec<&str> = operations.iter().map(Operation::tag).collect();
    tags.sort_unstable();
    tags.dedup();
    let title = escaped(text(api, "/info/title"));
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" \
         content=\"width=device-width, initial-scale=1\">\n<title>{title}: the API</title>\n<style>{STYLE}</style>\n</head>\n\
         <body>\n<a class=\"skip\" href=\"#main\">Skip to the reference</a>\n<header><h1>{title}</h1>\n<p>{}</p>\n\
         <p>The same for programs: <a href=\"/api/openapi.json\">OpenAPI 3.1</a>.</p></header>\n",
        escaped(text(api, "/info/description"))
    );
    contents(&tags, &operations, &mut out);
    out.push_str("<main id=\"main\">\n");
    for tag in tags {
        put(&mut out, format_args!("<section><h2>{}</h2>\n", escaped(tag)));
        operations
            .iter()
            .filter(|operation| operation.tag() == tag)
            .for_each(|one| operation(api, one, &mut out));
        out.push_str("</section>\n");
    }
    out.push_str("<section><h2 id=\"schemas\">Schemas</h2>\n");
    for (name, told) in object(api, "/components/schemas") {
        schema(name, told, &mut out);
    }
    out.push_str("</section>\n</main>\n</body>\n</html>\n");
    out
}

fn operations(api: &Value) -> Vec<Operation<'_>> {
    let paths = object(api, "/paths");
    let methods = paths.flat_map(|(path, methods)| {
        let methods = methods.as_object().into_iter().flatten();
        methods.map(move |(method, told)| Operation { method, path, told })
    });
    methods.collect()
}

fn contents(tags: &[&str], operations: &[Operation<'_>], out: &mut String) {
    out.push_str("<nav aria-label=\"Operations\">\n");
    for tag in tags {
        put(out, format_args!("<h2>{}</h2>\n<ul>\n", escaped(tag)));
        for one in operations.iter().filter(|operation| operation.tag() == *tag) {
            // A long address goes on below behind a slash.
            let (method, path) = (one.method.to_ascii_uppercase(), escaped(one.path).replace('/', "/<wbr>"));
            put(out, format_args!("<li><a href=\"#{}\"><b>{method}</b> {path}</a></li>\n", one.anchor()));
        }
        out.push_str("</ul>\n");
    }
    out.push_str("<ul><li><a href=\"#schemas\">Schemas</a></li></ul>\n</nav>\n");
}

fn operation(api: &Value, one: &Operation<'_>, out: &mut String) {
    let (method, path) = (one.method.to_ascii_uppercase(), escaped(one.path));
    put(
        out,
        format_args!("<article>\n<h3 id=\"{}\"><b>{method}</b> <code>{path}</code></h3>\n", one.anchor()),
    );
    for part in ["/summary", "/description"]
        .map(|part| text(one.told, part))
        .into_iter()
        .filter(|part| !part.is_empty())
    {
        put(out, format_args!("<p>{}</p>\n", prose(part)));
    }
    let parameters =
        one.told.get("parameters").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if !parameters.is_empty() {
        let rows = parameters.iter().map(|parameter| {
            let needed = if parameter.get("required") == Some(&Value::Bool(true)) { "yes" } else { "no" };
            let kind = parameter.get("schema").map(kind).unwrap_or_default();
            [
                format!("<code>{}</code>", escaped(text(parameter, "/name"))),
                escaped(text(parameter, "/in")),
                kind,
                needed.to_owned(),
                prose(text(parameter, "/description")),
            ]
        });
        table(["Parameter", "In", "Kind", "Needed", "What it is"], rows, out);
    }
    if let Some(body) = one.told.get("requestBody") {
        put(out, format_args!("<p>Body: {}</p>\n", contents_of(body)));
    }
    let answers = object(one.told, "/responses").map(|(status, answer)| {
        let answer = meant(api, answer);
        [
            format!("<code>{}</code>", escaped(status)),
            prose(text(answer, "/description")),
            contents_of(answer),
        ]
    });
    table(["Answer", "When", "Body"], answers, out);
    out.push_str("</article>\n");
}

fn schema(name: &str, told: &Value, out: &mut String) {
    put(out, format_args!("<article>\n<h3 id=\"{}\"><code>{}</code></h3>\n", anchor(name), escaped(name)));
    let description = text(told, "/description");
    if !description.is_empty() {
        put(out, format_args!("<p>{}</p>\n", prose(description)));
    }
    let needed: Vec<&str> = told
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let mut members = object(told, "/properties").peekable();
    if members.peek().is_some() {
        let rows = members.map(|(member, told)| {
            let always = if needed.contains(&member.as_str()) { "yes" } else { "no" };
            [
                format!("<code>{}</code>", escaped(member)),
                kind(told),
                always.to_owned(),
                prose(text(told, "/description")),
            ]
        });
        table(["Member", "Kind", "Always", "What it is"], rows, out);
    } else {
        put(out, format_args!("<p>{}</p>\n", kind(told)));
    }
    out.push_str("</article>\n");
}

fn table<const COLUMNS: usize>(
    heads: [&str; COLUMNS],
    rows: impl Iterator<Item = [String; COLUMNS]>,
    out: &mut String,
) {
    out.push_str("<div class=\"wide\" tabindex=\"0\"><table>\n<thead><tr>");
    for head in heads {
        put(out, format_args!("<th scope=\"col\">{head}</th>"));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for row in rows {
        put(out, format_args!("<tr><td>{}</td></tr>\n", row.join("</td><td>")));
    }
    out.push_str("</tbody>\n</table></div>\n");
}

/// The media types of a body or an answer, each with its schema.
fn contents_of(told: &Value) -> String {
    let all = object(told, "/content").map(|(media_type, content)| {
        let schema = content.get("schema").map(kind).unwrap_or_default();
        format!("<code>{}</code> {schema}", escaped(media_type))
    });
    all.collect::<Vec<_>>().join(", ")
}

/// What a schema says in a few words, with links to those that have a name.
fn kind(schema: &Value) -> String {
    if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) {
        return format!("<a href=\"#{}\">{}</a>", anchor(name), escaped(name));
    }
    for (list, between) in [("oneOf", " or "), ("anyOf", " or "), ("allOf", " and ")] {
        if let Some(kinds) = schema.get(list).and_then(Value::as_array) {
            return kinds.iter().map(kind).collect::<Vec<_>>().join(between);
        }
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        let values = values.iter().map(|value| format!("<code>{}</code>", escaped(&value.to_string())));
        return values.collect::<Vec<_>>().join(", ");
    }
    if let Some(items) = schema.get("items") {
        return format!("list of {}", kind(items));
    }
    match schema.get("type") {
        Some(Value::String(name)) => escaped(name),
        Some(Value::Array(names)) => {
            names.iter().filter_map(Value::as_str).map(escaped).collect::<Vec<_>>().join(" or ")
        }
        _ => "anything".to_owned(),
    }
}

/// What a part of the description says, where it stands elsewhere.
fn meant<'a>(api: &'a Value, told: &'a Value) -> &'a Value {
    let elsewhere = told.get("$ref").and_then(Value::as_str).and_then(|path| path.strip_prefix('#'));
    elsewhere.and_then(|path| api.pointer(path)).unwrap_or(told)
}

fn object<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    value.pointer(pointer).and_then(Value::as_object).map(Map::iter).into_iter().flatten()
}

fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// A name as part of an address: letters and digits, everything else a dash.
fn anchor(name: &str) -> String {
    let letters = name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' });
    letters.collect()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// A text in which words between backticks are those of programs.
fn prose(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(number, part)| match number % 2 {
        0 => escaped(part),
        _ => format!("<code>{}</code>", escaped(part)),
    });
    parts.collect()
}

/// Writing into a text does not fail.
fn put(out: &mut String, what: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(what);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_answer_that_is_told_elsewhere_is_told_here_too() {
        let api = json!({
            "info": { "title": "T", "description": "D" },
            "paths": { "/x": { "get": { "tags": ["t"], "responses": { "404": { "$ref": "#/components/responses/NotFound" } } } } },
            "components": { "responses": { "NotFound": { "description": "Nothing; see `detail`" } } },
        });
        let page = Reference::of(&api).page;
        assert!(page.contains("<td>Nothing; see <code>detail</code></td>"), "{page}");
    }

    #[test]
    fn what_a_description_says_is_text_and_never_markup() {
        let api = json!({
            "info": { "title": "<script>alert(1)</script>", "description": "a & b" },
            "paths": { "/x/{\"y\"}": { "get": { "tags": ["<b>"], "responses": { "200": { "description": "<i>" } } } } },
            "components": { "schemas": { "A<B>": { "type": "object", "properties": { "<m>": { "type": "string" } } } } },
        });
        let page = Reference::of(&api).page;
        assert!(!page.contains("<script") && !page.contains("<i>") && !page.contains("<m>"), "{page}");
        assert!(
            page.contains("&lt;script&gt;") && page.contains("a &amp; b") && page.contains("id=\"A-B-\"")
        );
    }
}
