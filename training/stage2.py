import sys,time,json,pickle
import numpy as np
from collections import Counter
from needline.text.crf import Crf, marginals, best_paths
from needline.text import links
from trainer import Sequence, train
from stage1 import load,prepare,split,predict,tokens_in
sys.path.insert(0,'/work/shared/reference/attribution')
from score import score
import os
FOLDS=4
def roles_of(crf,d):
    pad,mask=predict(crf,d); m=marginals(crf,pad,mask)
    d.m=m; d.pad=pad; d.mask=mask; d.crf1=crf
    d.around=links.Around(d.here,d.parts,m.tokens[mask])
LEAST=0.12
def gold(d,negatives=True):
    out=[]
    sp={(int(a),int(b)):float(p) for p,a,b in cue_spans(d.m,d.mask,d.here.first,0.02,d.crf1)}
    golden=set()
    for a in d.row['attributions']:
        c=tokens_in(a['cue'],d.here)
        if not c: continue
        cue=links.Candidate(c[0],c[-1]+1,sp.get((c[0],c[-1]+1),0.0))
        golden.add(cue[:2])
        first,after=d.around.window(cue)
        lab=np.zeros(after-first,np.int64)
        for role,base in (('content',3),('source',1)):
            t=tokens_in(a[role],d.here)
            for k,i in enumerate(t):
                if first<=i<after: lab[i-first]=base+(k>0 and t[k-1]==i-1)
        lab[cue[0]-first:cue[1]-first]=5
        out.append((cue,lab))
    if negatives:
        for (a,b),p in sorted(sp.items()):
            if p>LEAST and (a,b) not in golden:
                cue=links.Candidate(a,b,p); first,after=d.around.window(cue)
                out.append((cue,np.zeros(after-first,np.int64)))
    return out
def train_seqs(d,negatives=True):
    g=gold(d,negatives)
    if not g: return []
    F=d.around.features([c for c,_ in g]); ends=np.cumsum([len(l) for _,l in g])
    return [Sequence(F[e-len(l):e],l) for e,(c,l) in zip(ends,g)]
def runs(labels,base,offset,d):
    """character spans of label runs"""
    out=[];st=None
    for i,x in enumerate(list(labels)+[0]):
        if st is not None and x!=base+1: out.append((st,i)); st=None
        if x==base or (x==base+1 and st is None): st=i
    return [[int(d.here.starts[offset+a]),int(d.here.ends[offset+b-1])] for a,b in out]
def score_cues(crf2,d,cues):
    wins=[d.around.window(c) for c in cues]
    S=crf2.scores(d.around.features(cues))
    sizes=np.array([b-a for a,b in wins]);T=sizes.max()
    mask=np.arange(T)[None]<sizes[:,None]
    pad=np.zeros((len(cues),T,S.shape[1]),np.float32);pad[mask]=S
    return wins,pad,mask
def decode(crf2,d,cues):
    if not cues: return []
    wins,pad,mask=score_cues(crf2,d,cues)
    for k,(c,(a,b)) in enumerate(zip(cues,wins)):  # it is a cue: only there, and there surely
        pad[k,:,5]-=50; pad[k,c[0]-a:c[1]-a,5]+=150
    p=best_paths(crf2,pad,mask)
    out=[]
    for k,(c,(a,b)) in enumerate(zip(cues,wins)):
        lab=p[k,:b-a]
        out.append({'source':runs(lab,1,a,d),'cue':[[int(d.here.starts[c[0]]),int(d.here.ends[c[1]-1])]],'content':runs(lab,3,a,d)})
    return out
def second(crf2,d,mix=0.5,threshold=0.3):
    sp=[links.Candidate(int(a),int(b),float(p)) for p,a,b in cue_spans(d.m,d.mask,d.here.first,LEAST,d.crf1)]
    if not sp: return []
    wins,pad,mask=score_cues(crf2,d,sp)
    m=marginals(crf2,pad,mask)
    scored=[]
    for k,(c,(a,b)) in enumerate(zip(sp,wins)):
        pk=m.tokens[k,c[0]-a:c[1]-a,5].min()
        scored.append((mix*pk+(1-mix)*c.probability,c))
    used=set();out=[]
    for p,c in sorted(scored,reverse=True):
        r=set(range(c[0],c[1]))
        if p>=threshold and not used&r: used|=r; out.append(c)
    return sorted(out)
def cue_spans(m,mask,first,limit,crf):
    """exact probabilities of cue spans (start,end)"""
    out=[]
    B,T,L=m.tokens.shape
    for b in range(B):
        n=int(mask[b].sum())
        cand=np.flatnonzero(m.tokens[b,:n,3]>limit)
        for s in cand:
            # P(label[s]=3)
            v=m.forward[b,s,3]
            for e in range(s+1,n+1):
                # span is s..e-1 ; next label not 4
                i=e-1
                total=v*m.backward[b,i,4 if e-s>1 else 3]
                lab=4 if e-s>1 else 3
                if e<n:
                    on=v*m.steps[lab,4]*m.local[b,e,4]/m.scale[b,e]
                    cont=on*m.backward[b,e,4]
                else: on=cont=0.0
                p=total-cont
                if p>limit: out.append((p,first[b]+s,first[b]+e))
                v=on
                if cont<limit or e-s>12: break
    return out
def pick(d,threshold):
    f=d.here.first; sizes=np.diff(f); 
    sp=sorted(cue_spans(d.m,d.mask,f,threshold,d.crf1),reverse=True)
    used=set();out=[]
    for p,a,b in sp:
        if p>=threshold and not used&set(range(a,b)):
            used|=set(range(a,b)); out.append(links.Candidate(int(a),int(b),float(p)))
    return sorted(out)

def cue_table(dv,name):
    g={d.row['id']:d.row for d in dv}
    for th in (0.25,0.3,0.35,0.4):
        p={d.row['id']:{'attributions':[{'source':[],'cue':[[int(d.here.starts[a]),int(d.here.ends[b-1])]],'content':[]} for a,b,_ in pick(d,th)]} for d in dv}
        s=score(g,p); print(name,th,'cue',[round(x,4) for x in s['cue']],'claim',[round(x,4) for x in s['claim']],flush=True)
