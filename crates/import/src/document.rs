//! Documents around one pattern or a sequence of them: bare, wrapped, or placed in time.

use crate::automation;
use crate::json::Json;
use crate::mixer;
use crate::node::Node;
use crate::object::Object;
use crate::pattern;
use crate::studio::Studio;
use crate::tempo;
use crate::time::LONGEST;
use crate::wanted::{self, Wanted};
use rebounce_song::arrangement::{Clip, ClipContent, PatternClip};
use rebounce_song::automation::Target;
use rebounce_song::pattern::Pattern;
use rebounce_song::{Beats, BeatsPerMinute, Song};
use std::collections::BTreeMap;

/// A pattern without anything around it.
pub(crate) fn bare(root: &Node<'_>) -> (Song, Wanted) {
    (song_of_pattern(root, None, None), Wanted::default())
}

/// `{transport, options, patternData}`.
pub(crate) fn wrapped(root: &Node<'_>) -> (Song, Wanted) {
    let Some(object) = Object::of(root) else { return Default::default() };
    let (tempo, wanted) = around(&object);
    let song = match object.get(&["patternData"]) {
        Some(node) => song_of_pattern(&node, tempo, object.get(&["options"])),
        None => Song::default(),
    };
    object.silent(&["sequence", "version"]);
    object.finish("a wrapper");
    (song, wanted)
}

/// Tempo and options beside a pattern or a sequence.
fn around(object: &Object<'_>) -> (Option<BeatsPerMinute>, Wanted) {
    let transport = object.get(&["transport"]);
    let transport = transport.as_ref().and_then(Object::of);
    let inner = transport.as_ref().and_then(|transport| {
        let tempo = transport.get(&["bpm", "tempo"]).and_then(|node| tempo::tempo(&node));
        transport.silent(&["position", "isPlaying", "loop", "loopStart", "loopEnd", "state"]);
        transport.finish("a transport");
        tempo
    });
    let own = object.get(&["bpm", "tempo"]).and_then(|node| tempo::tempo(&node));
    let options = object.get(&["options"]).map(|node| wanted::wanted(&node)).unwrap_or_default();
    (inner.or(own), options)
}

/// A song that plays one pattern once.
fn song_of_pattern(
    node: &Node<'_>,
    outer: Option<BeatsPerMinute>,
    options: Option<Node<'_>>,
) -> Song {
    let mut studio = Studio::default();
    let mut song = Song::default();
    if let Some((mut pattern, tempo)) = read_pattern(node, outer, &mut studio) {
        of_options(options, &mut pattern, &studio);
        song.name.clone_from(&pattern.name);
        song.tempo = tempo;
        // A pattern that is all there is may lead the tempo.
        let (tempo, own) =
            pattern.automation.into_iter().partition(|lane| lane.target == Target::Tempo);
        (song.automation, pattern.automation) = (tempo, own);
        song.patterns.push(pattern);
    }
    song.instruments = studio.instruments;
    song.mixer = studio.mixer.finish(node.report);
    song
}

/// Adds the lanes that options have for the pattern they come with; its own count.
fn of_options(options: Option<Node<'_>>, pattern: &mut Pattern, studio: &Studio) {
    let object = options.as_ref().and_then(Object::of);
    let Some(node) = object.and_then(|it| it.get(&["automationData", "automation"])) else {
        return;
    };
    let players: Vec<String> = pattern.parts.iter().map(|it| it.instrument.clone()).collect();
    for lane in automation::lanes(&node, &players, studio) {
        if pattern.automation.iter().any(|own| own.target == lane.target) {
            node.warn("second-lane", "one lane for each parameter", "the pattern's own counts");
        } else {
            pattern.automation.push(lane);
        }
    }
}

/// A pattern with the instruments and the mixer it brings along, and its tempo.
fn read_pattern(
    node: &Node<'_>,
    outer: Option<BeatsPerMinute>,
    studio: &mut Studio,
) -> Option<(Pattern, BeatsPerMinute)> {
    let Some(object) = Object::of(node) else {
        node.error("not-a-pattern", "a pattern: {data, instruments, ...}", "left out");
        return None;
    };
    let tempo = tempo::of_two(outer, object.get(&["bpm", "tempo"]));
    mixer::of_pattern(&object, &mut studio.mixer);
    if let Some(node) = object.get(&["instruments"]) {
        studio.add_instruments(&node);
    }
    Some((pattern::pattern(&object, studio, tempo.0), tempo))
}

/// A pattern of a document whose tempo is known.
pub(crate) fn read_pattern_of(node: &Node<'_>, tempo: f64, studio: &mut Studio) -> Option<Pattern> {
    Some(read_pattern(node, Some(BeatsPerMinute(tempo)), studio)?.0)
}

/// Patterns placed in time. Of two instruments or tracks with one id the first counts.
pub(crate) fn sequence(root: &Node<'_>) -> (Song, Wanted) {
    let mut song = Song::default();
    let mut studio = Studio::of_repeats();
    let wrapper = Object::of(root);
    let (mut tempo, wanted) = wrapper.as_ref().map(around).unwrap_or_default();
    let inner = wrapper.as_ref().and_then(|wrapper| {
        let inner = wrapper.get(&["sequence"]);
        wrapper.silent(&["patternData", "startTime", "duration", "version"]);
        wrapper.finish("a wrapper");
        inner
    });
    if let Some(options) = wrapper.as_ref().and_then(|wrapper| wrapper.get(&["options"])) {
        automation::left_out(&options);
    }
    let list = inner.unwrap_or(*root);
    let items: Vec<Node<'_>> = match list.value {
        Json::Array(_) => list.items().collect(),
        _ => vec![list],
    };
    let mut placed_patterns = Placed { named: BTreeMap::new(), next: 2 };
    for item in &items {
        if let Some((pattern, clip)) = placed(item, &mut tempo, &mut studio) {
            placed_patterns.add(pattern, clip, &mut song);
        }
    }
    song.tempo = tempo.unwrap_or(BeatsPerMinute(tempo::DEFAULT));
    song.name = song.patterns.first().map(|pattern| pattern.name.clone()).unwrap_or_default();
    song.instruments = studio.instruments;
    song.mixer = studio.mixer.finish(root.report);
    (song, wanted)
}

/// One entry of a sequence: its pattern, and where it is played. The first tempo there is holds
/// for all.
fn placed(
    node: &Node<'_>,
    tempo: &mut Option<BeatsPerMinute>,
    studio: &mut Studio,
) -> Option<(Pattern, Clip)> {
    let Some(object) = Object::of(node) else {
        node.error("not-a-clip", "{patternData, startTime, duration}", "left out");
        return None;
    };
    let data = object.get(&["patternData"]);
    let Some(data) = data else {
        node.error("clip-without-pattern", "a `patternData`", "left out");
        return None;
    };
    let own = object.get(&["bpm", "tempo"]).map(|node| tempo::of_two(*tempo, Some(node)));
    let (pattern, read) = read_pattern(&data, tempo.or(own), studio)?;
    *tempo = Some(read);
    let start = object.get(&["startTime", "start", "time"]);
    let start = start.and_then(|node| node.number_in(0.0..=LONGEST)).unwrap_or(0.0);
    let length = object.get(&["duration", "length"]).and_then(|node| {
        let length = node.number_in(0.0..=LONGEST)?;
        if length == 0.0 {
            node.warn("length-not-positive", "a duration above 0", "the pattern's length used");
        }
        (length > 0.0).then_some(length)
    });
    object.silent(&["id", "name", "color"]);
    object.finish("an entry of a sequence");
    let clip = Clip {
        track: None,
        start: Beats(start),
        length: Beats(length.unwrap_or_else(|| natural(&pattern))),
        muted: false,
        content: ClipContent::Pattern(PatternClip::default()),
    };
    Some((pattern, clip))
}

/// A length for a clip that has none: the pattern's, or the whole bars its notes need.
pub(crate) fn natural(pattern: &Pattern) -> f64 {
    let ends = pattern.parts.iter().flat_map(|part| &part.notes);
    let last = ends.map(|note| note.start.0 + note.length.0).fold(0.0, f64::max);
    let bars = libm::ceil(last / 4.0).max(1.0) * 4.0;
    pattern.length.map_or(bars.min(LONGEST), |length| length.0)
}

/// The patterns of a sequence so far.
struct Placed {
    /// The latest pattern that came under each id.
    named: BTreeMap<String, usize>,
    /// What the next pattern is numbered whose id is taken.
    next: usize,
}

impl Placed {
    /// Adds a clip; a pattern that is there already is played again rather than added again.
    fn add(&mut self, mut pattern: Pattern, mut clip: Clip, song: &mut Song) {
        let id = pattern.id.clone();
        let known = self.named.get(&id).copied();
        let same = known.filter(|at| {
            let there = &song.patterns[*at];
            there.length == pattern.length
                && there.parts == pattern.parts
                && there.automation == pattern.automation
        });
        let at = same.unwrap_or(song.patterns.len());
        if same.is_none() {
            while known.is_some() && self.named.contains_key(&pattern.id) {
                pattern.id = format!("{id} ({})", self.next);
                self.next += 1;
            }
            self.named.insert(pattern.id.clone(), at);
            song.patterns.push(pattern);
        }
        self.named.insert(id, at);
        if let ClipContent::Pattern(content) = &mut clip.content {
            content.pattern.clone_from(&song.patterns[at].id);
        }
        song.arrangement.clips.push(clip);
    }
}
