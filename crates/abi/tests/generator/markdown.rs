//! The reference page of a module, for readers of both languages.

use alloy_json_abi::StateMutability;
use std::fmt::Write;
use wepos_abi::{Document, Format, ItemDoc, ItemKind, ParameterDoc};

/// The page for one document; `interface` is the name of the Solidity interface.
pub(crate) fn page(document: &Document, interface: &str, command: &str) -> String {
    let mut page = String::new();
    let name = &document.name;
    writeln!(
        page,
        "<!-- Written from crates/abi/interfaces/{interface}.sol by: {command} -->\n"
    )
    .unwrap();
    writeln!(
        page,
        "# {name}\n\n{}\n\n{}\n",
        document.notice_en, document.notice_zh
    )
    .unwrap();
    if let Some(address) = document.address {
        writeln!(page, "- Address / 地址: `{address}`").unwrap();
    }
    writeln!(
        page,
        "- Solidity: [{interface}.sol](../../crates/abi/interfaces/{interface}.sol)"
    )
    .unwrap();
    writeln!(
        page,
        "- ABI: [{name}.json](../../crates/abi/generated/{name}.json)"
    )
    .unwrap();
    for (kind, heading) in [
        (ItemKind::Function, "Functions / 函数"),
        (ItemKind::Event, "Events / 事件"),
        (ItemKind::Error, "Errors / 错误"),
    ] {
        let mut items = document
            .docs
            .iter()
            .filter(|item| item.kind == kind)
            .peekable();
        if items.peek().is_some() {
            writeln!(page, "\n## {heading}").unwrap();
        }
        items.for_each(|item| write_item(&mut page, document, item));
    }
    write_structs(&mut page, document);
    page
}

fn write_item(page: &mut String, document: &Document, item: &ItemDoc) {
    writeln!(page, "\n### {}\n", item.name).unwrap();
    let mut facts = vec![
        format!("`{}`", item.signature),
        format!("`{}`", item.selector),
    ];
    if let Some(function) = document
        .abi
        .function(&item.name)
        .filter(|_| item.kind == ItemKind::Function)
    {
        facts.push(mutability(function[0].state_mutability).to_owned());
    }
    if item.newcomer {
        facts.push("open to newcomers / 向新人开放".to_owned());
    }
    writeln!(
        page,
        "{}\n\n{}\n\n{}",
        facts.join(" · "),
        item.notice_en,
        item.notice_zh
    )
    .unwrap();
    write_table(page, "Parameter / 参数", &item.params);
    write_table(page, "Returns / 返回", &item.returns);
}

fn write_structs(page: &mut String, document: &Document) {
    if document.structs.is_empty() {
        return;
    }
    writeln!(page, "\n## Structs / 结构").unwrap();
    for item in &document.structs {
        writeln!(
            page,
            "\n### {}\n\n{}\n\n{}",
            item.name, item.notice_en, item.notice_zh
        )
        .unwrap();
        write_table(page, "Field / 字段", &item.fields);
    }
}

fn write_table(page: &mut String, heading: &str, parameters: &[ParameterDoc]) {
    if parameters.is_empty() {
        return;
    }
    writeln!(
        page,
        "\n| {heading} | Type / 类型 | Meaning | 含义 |\n|---|---|---|---|"
    )
    .unwrap();
    for parameter in parameters {
        let format = match parameter.format {
            Some(Format::Amount) => " (amount)",
            Some(Format::Time) => " (time)",
            None => "",
        };
        let (name, ty) = (&parameter.name, &parameter.ty);
        writeln!(
            page,
            "| `{name}` | `{ty}`{format} | {} | {} |",
            cell(&parameter.en),
            cell(&parameter.zh)
        )
        .unwrap();
    }
}

fn mutability(mutability: StateMutability) -> &'static str {
    match mutability {
        StateMutability::Pure | StateMutability::View => "reads / 读取",
        StateMutability::NonPayable => "acts / 执行",
        StateMutability::Payable => "payable / 可附带 PoS",
    }
}

/// A bar would end the cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
