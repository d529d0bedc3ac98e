//! Times: numbers are steps (sixteenths), texts are note values, bars or seconds.

use crate::json::Json;
use crate::node::Node;
use crate::scalar::parse_number;

/// Beats of a step.
pub(crate) const STEP: f64 = 0.25;
/// Beats of a bar. The engine Rebounce replaces keeps other time signatures but does not use them.
const BAR: f64 = 4.0;
/// The latest moment and the longest length that are taken, in beats: five days at 140 BPM.
pub(crate) const LONGEST: f64 = 1e6;

/// A length at `node`, in beats, > 0; a step if there is no usable one.
pub(crate) fn length(node: &Node<'_>, tempo: f64) -> f64 {
    let beats = match node.value {
        Json::Text(text) => match parse_number(text) {
            Some(steps) => {
                node.number_as_text();
                Some(steps * STEP)
            }
            None => spelled(node, text, tempo),
        },
        _ => node.number().map(|steps| steps * STEP),
    };
    match beats {
        None => STEP,
        Some(beats) if beats > 0.0 => node.clamped(beats, 0.0..=LONGEST),
        Some(_) => {
            node.warn("length-not-positive", "a length above 0", "a step (0.25 beats) used");
            STEP
        }
    }
}

/// A moment at `node`, in beats, >= 0; `None` if there is no usable one.
pub(crate) fn moment(node: &Node<'_>, tempo: f64) -> Option<f64> {
    let beats = match node.value {
        Json::Text(text) if parse_number(text).is_none() => spelled(node, text, tempo)?,
        _ => node.number()? * STEP,
    };
    if beats < 0.0 {
        node.warn("start-negative", "a start of 0 or later", "moved to 0");
        return Some(0.0);
    }
    Some(node.clamped(beats, 0.0..=LONGEST))
}

fn spelled(node: &Node<'_>, text: &str, tempo: f64) -> Option<f64> {
    let beats = duration(text, tempo);
    match beats {
        Some(beats) if !is_usual(text) => {
            node.info("length-spelled", "steps, or a note value such as `8n`", in_beats(beats));
        }
        Some(_) => {}
        None => {
            let wanted = "steps, or a duration such as `8n`, `8n.`, `4t`, `3*8n`, `1:2:0`, `300ms`";
            node.warn("unknown-length", wanted, "ignored: the default holds");
        }
    }
    beats
}

fn in_beats(beats: f64) -> String {
    format!("read as {beats} beats")
}

/// `8n` and `3*8n`: what the engine Rebounce replaces reads too.
fn is_usual(text: &str) -> bool {
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let value = match text.split_once('*') {
        Some((times, value)) if digits(times) => value,
        Some(_) => return false,
        None => text,
    };
    value.strip_suffix('n').is_some_and(digits)
}

/// A duration in words, in beats: terms such as `8n`, `8n.`, `8d`, `8t`, `3*8n`, `1:2:0`, `2m`,
/// `1/8`, `0.5s`, `300ms`, `2hz`, `trigger`, alone or joined by `+`.
pub(crate) fn duration(text: &str, tempo: f64) -> Option<f64> {
    let mut sum = 0.0;
    for part in text.split('+') {
        sum += term(&part.trim().to_ascii_lowercase(), tempo)?;
    }
    sum.is_finite().then_some(sum)
}

fn term(text: &str, tempo: f64) -> Option<f64> {
    if let Some((times, value)) = text.split_once('*') {
        return Some(parse_number(times)? * unit(value.trim(), tempo)?);
    }
    unit(text, tempo)
}

fn unit(text: &str, tempo: f64) -> Option<f64> {
    if text == "trigger" {
        // A tenth of a step.
        return Some(0.1 * STEP);
    }
    if text.contains(':') {
        return bars(text);
    }
    // What stands behind the number: longer units first, since `ms` ends in `s`.
    let per_second = tempo / 60.0;
    let split = text.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(text.len());
    let (number, rest) = text.split_at(split);
    if let Some((above, below)) = number.split_once('/') {
        let (below, dot) = below.strip_suffix('.').map_or((below, 1.0), |below| (below, 1.5));
        let whole = parse_number(above)? / parse_number(below)?;
        return Some(4.0 * whole * dot * dotted(rest)?);
    }
    let number = parse_number(number)?;
    match rest {
        "ms" => Some(number / 1000.0 * per_second),
        "s" => Some(number * per_second),
        "hz" => Some(per_second / number),
        "m" => Some(number * BAR),
        "n" | "n." | "d" | "nd" | "t" | "nt" => Some(4.0 / number * dotted(rest)?),
        _ => None,
    }
}

/// The factor of dots and triplets.
fn dotted(rest: &str) -> Option<f64> {
    match rest {
        "" | "n" => Some(1.0),
        "n." | "d" | "nd" => Some(1.5),
        "t" | "nt" => Some(2.0 / 3.0),
        _ => None,
    }
}

/// `bars:beats` or `bars:beats:sixteenths`.
fn bars(text: &str) -> Option<f64> {
    let mut beats = 0.0;
    let mut weights = [BAR, 1.0, STEP].into_iter();
    for part in text.split(':') {
        beats += parse_number(part)? * weights.next()?;
    }
    Some(beats)
}
